/** A text for a person who can help, to be sent by hand. */
export interface Mail {
  readonly subject: string;
  readonly body: string;
}

/** To the DBA or the domain's administrators: a service principal name is missing. */
export function missingSpn(spn: string, realm: string, client: string): Mail {
  const name = spn.replace(/@.*$/, "");
  const [service = "", host = ""] = name.split("/");
  const domain = realm.split(".")[0] ?? realm;
  const server = host.replace(/:.*$/, "");
  const sqlServer = service.toLowerCase() === "mssqlsvc";
  return {
    subject: `Please register the service principal name ${name}`,
    body: [
      "Hello,",
      "",
      `we log in to ${server} by Kerberos${sqlServer ? " (Windows authentication)" : ""} as ${client}. The domain ${realm} refuses the ticket for`,
      "",
      `    ${name}`,
      "",
      'with "Server not found in Kerberos database": no account has this service principal name.',
      "",
      "Could you check it, please, and register it for the account that the service runs as? On a domain machine:",
      "",
      `    setspn -Q ${name}`,
      `    setspn -S ${name} ${domain}\\SERVICE_ACCOUNT`,
      ...(sqlServer
        ? [
            "",
            "Where the account may do so, SQL Server registers its names itself at its start: it then needs the right",
            '"Write servicePrincipalName" on its own account. A named instance has a second name,',
            `MSSQLSvc/${server}:INSTANCE.`,
          ]
        : ["", "The server's keytab must then hold a key of this name."]),
      "",
      "Thank you",
    ].join("\n"),
  };
}
