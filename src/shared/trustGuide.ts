/** How clients come to trust a certificate that no authority has signed. */

/** What stands around the commands, for translators. */
export const TRUST_WORDS = {
  begin:
    'A client trusts the certificate where it is given to it as its authority (CA file). The private key stays with the broker.',
  node: 'Node.js (mqtt.js), in the environment',
  python: 'Python (paho-mqtt)',
  system: 'Every program of this machine that asks the system (on macOS and Windows browsers do)',
  browsers:
    'A browser without that: open https://HOST:PORT (the secure WebSocket port) once and accept the certificate; it answers "Upgrade Required", and wss:// works from then on.',
} as const;

/** The guide for that certificate file, as text that is Markdown too. */
export function trustGuide(file: string, translate: (english: string) => string = (english) => english): string {
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ['mosquitto_pub, mosquitto_sub', [`mosquitto_sub --cafile "${file}" -h localhost -p PORT -t "#" -v`]],
    [translate(TRUST_WORDS.python), [`client.tls_set(ca_certs=r"${file}")`]],
    [translate(TRUST_WORDS.node), [`NODE_EXTRA_CA_CERTS="${file}"`]],
    [
      translate(TRUST_WORDS.system),
      [
        `# Debian, Ubuntu\nsudo cp "${file}" /usr/local/share/ca-certificates/qoscope.crt && sudo update-ca-certificates`,
        `# macOS\nsecurity add-trusted-cert -p ssl -k ~/Library/Keychains/login.keychain-db "${file}"`,
        `# Windows\ncertutil -user -addstore Root "${file}"`,
      ],
    ],
  ];
  const parts = steps.map(([who, commands]) => `${who}:\n\n${indented(commands)}\n`);
  return [`${translate(TRUST_WORDS.begin)}\n`, ...parts, `${translate(TRUST_WORDS.browsers)}\n`].join('\n');
}

function indented(commands: readonly string[]): string {
  return commands.flatMap((command) => command.split('\n').map((line) => `    ${line}`)).join('\n');
}
