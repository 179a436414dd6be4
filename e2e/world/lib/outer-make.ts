/** Scenarios type `make` themselves: the options of the `make test` or `make bench` around them are not theirs. */
export function leaveOuterMake(): void {
  for (const name of ["MAKEFLAGS", "MFLAGS", "MAKELEVEL", "ARGS", "ADP_MAKE"]) delete process.env[name];
}
