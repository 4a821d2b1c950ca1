/** This process’s environment for a program of Fabric’s, without what would override its files: `CORE_…`, `ORDERER_…`, `FABRIC_…`. */
export function fabricEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(?:CORE|ORDERER|FABRIC)_/.test(name));
  return { ...Object.fromEntries(others), ...settings };
}
