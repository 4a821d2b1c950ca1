/** Returns the environment for a Fabric program: this process's, without variables that would override its configuration files. */
export function makeEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(?:CORE|ORDERER|FABRIC)_/.test(name));
  return { ...Object.fromEntries(others), ...settings };
}
