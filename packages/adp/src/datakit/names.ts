/** The modules of Python's standard library (3.10 to 3.13): a package of that name would hide one from every import. */
const standardLibrary = (
  "abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii " +
  "binhex bisect builtins bz2 calendar cgi cgitb chunk cmath cmd code codecs codeop collections " +
  "colorsys compileall concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes " +
  "curses dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum " +
  "errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt " +
  "getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp " +
  "importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox " +
  "mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt " +
  "ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools " +
  "pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd pyclbr pydoc " +
  "pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select " +
  "selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 ssl " +
  "stat statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny " +
  "tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter token tokenize " +
  "tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib " +
  "uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp " +
  "zipfile zipimport zlib zoneinfo "
)
  .trim()
  .split(" ");

/** Packages and folders that every DAG needs, under their own names. */
const needed = [
  "airflow",
  "sqlalchemy",
  "sqlmodel",
  "sqlmodel-framework",
  "pydantic",
  "pytest",
  "include",
  "plugins",
  "tests",
];

const taken = new Set([...standardLibrary, ...needed]);

/** Why a name cannot be a datakit's; undefined where it can. The template's own hook refuses the same names. */
export function nameTrouble(name: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) {
    return "It becomes a folder, a Python package, a DAG id and a schema: lower-case letters and digits, words joined by one hyphen, a letter first, 40 at most.";
  }
  return taken.has(name) ? "It is the name of a Python package that DAGs need." : undefined;
}
