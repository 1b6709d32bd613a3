import JSON
import Tools

/// `taskledger tools`: what is switched on, and what it costs a model to be told of it.
enum ListTools {
  static func run(_ options: ProgramOptions) throws(UsageError) -> Int32 {
    let definitions = try Program(options).tools.definitions
    let total = ListingSize(of: definitions)
    if let warning = total.warning { Output.error(warning) }
    if options.isOn(.json) {
      Output.json(.array(definitions.map(\.listed)))
      return 0
    }
    let rows = definitions.map { tool in
      [
        tool.name, tool.toolset, tool.isReadOnly ? "reads" : "writes",
        String(ListingSize(of: [tool]).characters), tool.title,
      ]
    }
    Output.text(Rendering.table(["TOOL", "TOOLSET", "", "CHARACTERS", "TITLE"], rows))
    Output.text(
      "\n\(rows.count) tools, \(total.characters) characters (about \(total.tokens) tokens)")
    return 0
  }
}
