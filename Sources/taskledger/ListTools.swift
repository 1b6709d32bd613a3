import JSON
import Tools

/// `taskledger tools`: what is switched on, and what it costs a model to be told of it.
enum ListTools {
  static func run(_ options: ProgramOptions) throws(UsageError) -> Int32 {
    let definitions = try Program(options).tools.definitions
    let sizes = definitions.map { $0.listed.canonicalString.count }
    let total = sizes.reduce(0, +)
    if options.isOn(.json) {
      Output.json(.array(definitions.map(\.listed)))
      return 0
    }
    let rows = zip(definitions, sizes).map { tool, size in
      [tool.name, tool.toolset, tool.isReadOnly ? "reads" : "writes", String(size), tool.title]
    }
    Output.text(Rendering.table(["TOOL", "TOOLSET", "", "CHARACTERS", "TITLE"], rows))
    // About four characters a token is what the common tokenizers make of English and JSON.
    Output.text("\n\(rows.count) tools, \(total) characters (about \(total / 4) tokens)")
    return 0
  }
}
