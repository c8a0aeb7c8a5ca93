export function clusterStatements(statement: string, cluster: string): string[] {
  return [statement, cluster]
}
