import JSON
import Ledger
import Tools

/// `taskledger policy`: what agents may do at all, and who says so.
enum ShowPolicy {
  static func run(_ options: ProgramOptions) throws(UsageError) -> Int32 {
    let layers = try PolicyOptions.layers(options)
    let selection = try Program.selection(options, under: layers)
    if options.isOn(.json) {
      Output.json(json(layers, selection))
      return 0
    }
    if layers.parts.isEmpty {
      Output.text("No limits but the tools that are switched on.")
    } else {
      let rows = layers.parts.map { part in
        [part.name, text(part.value), part.origins.joined(separator: ", ")]
      }
      Output.text(Rendering.table(["IN FORCE", "VALUE", "FROM"], rows))
    }
    Output.text("\nTools that are on: \(listed(selection.shown.map(\.name)))")
    guard !selection.hidden.isEmpty else { return 0 }
    let hidden = selection.hidden.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
    Output.text("\n" + Rendering.table(["TOOL THAT IS OFF", "BECAUSE"], hidden))
    return 0
  }

  private static func json(_ layers: PolicyLayers, _ selection: Toolsets.Selection) -> JSONValue {
    [
      "in_force": .array(
        layers.parts.map { part in
          [
            "name": .string(part.name), "value": part.value,
            "from": .array(part.origins.map(JSONValue.string)),
          ]
        }),
      "tools": .array(selection.shown.map { .string($0.name) }),
      "hidden": .object(JSONObject(selection.hidden.mapValues(JSONValue.string))),
    ]
  }

  private static func text(_ value: JSONValue) -> String { value.string ?? value.canonicalString }

  private static func listed(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.joined(separator: ", ")
  }
}
