export { Kcm } from "./kcm.ts";
export { krb5Conf } from "./krb5-conf.ts";
export { MitKdc } from "./mit-kdc.ts";
export { KerberosPostgres } from "./postgres.ts";
export { adPassword, SambaAd } from "./samba-ad.ts";
export { noOdbc, TdsListener } from "./tds-listener.ts";
