import Foundation
import PackagePlugin

/// Puts the files of `tool-schemas` into the binary: generates one Swift file that binds each
/// schema to its tool type, so that there is no list to edit, and has the table of what ClickUp
/// publishes.
///
/// The schema files are declared as inputs, so a changed, added or removed one is built anew.
@main struct EmbedToolSchemas: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let folder = context.package.directoryURL.appending(path: "tool-schemas")
    let operations = folder.appending(path: "published-operations.json")
    let schemas = try schemaFiles(in: folder)
    let output = context.pluginWorkDirectoryURL.appending(path: "ToolCatalogue+Entries.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(schemas.count) tool schemas",
        executable: try context.tool(named: "embed-tool-schemas").url,
        arguments: [output.path(), operations.path()] + schemas.map { $0.path() },
        inputFiles: [operations] + schemas,
        outputFiles: [output])
    ]
  }

  /// `<toolset>/<tool>.json`, in the order of their paths, which is the order of `tools/list`.
  private func schemaFiles(in folder: URL) throws -> [URL] {
    let files = FileManager.default
    guard files.fileExists(atPath: folder.path()) else { return [] }
    var schemas: [URL] = []
    for name in try files.contentsOfDirectory(atPath: folder.path()).sorted() {
      let toolset = folder.appending(path: name)
      guard try toolset.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true else {
        continue
      }
      for file in try files.contentsOfDirectory(atPath: toolset.path()).sorted()
      where file.hasSuffix(".json") && !file.hasPrefix(".") {
        schemas.append(toolset.appending(path: file))
      }
    }
    return schemas
  }
}
