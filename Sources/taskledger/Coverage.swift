import APICore
import EmbeddedBackend
import JSON
import LiveBackend
import Tools

/// What of ClickUp's API the program has: read off the routes, the tools and the evidence, so that
/// there is nothing to keep.
struct Coverage {
  /// One operation: all that API v2 publishes, those of v3 that the program has, and what answers
  /// without being published.
  struct Row {
    /// The published `operationId`; nil where there is none.
    let id: String?
    let method: String
    /// With the version.
    let path: String
    let group: String
    let isEmbedded: Bool
    /// Whether the live backend can be asked for it: it sends whatever is declared.
    let isLive: Bool
    /// Those that are for it, by their names.
    let tools: [String]
    /// Of a write.
    let undo: Undo?
    /// By what a lost one is found again.
    let evidence: String?

    var isWrite: Bool { method != HTTPMethod.get.rawValue }
    var name: String { id ?? "(not published)" }
    var request: String { "\(method) \(path)" }
  }

  /// Whether a tool's write of it can be taken back.
  enum Undo {
    case possible
    case impossible(String)
  }

  let rows: [Row]

  init(_ tools: [ToolCatalogue.Entry] = ToolCatalogue.entries) {
    let published = PublishedOperation.all.filter { $0.version == "v2" || $0.route != nil }
    var rows = published.map { operation in
      Row(
        id: operation.id, method: operation.method, path: operation.path, group: operation.group,
        operation.route, tools)
    }
    for route in Route.all where route.publishedID == nil {
      let path = "/\(route.version.rawValue)\(route.path)"
      // A sibling of one that is published stands with it.
      let sibling = published.first { $0.path == path }?.group
      let row = Row(
        id: nil, method: route.method.rawValue, path: path, group: sibling ?? "Others", route, tools
      )
      rows.insert(row, at: rows.lastIndex { $0.group == row.group }.map { $0 + 1 } ?? rows.count)
    }
    self.rows = rows
  }

  /// In the order of their first rows.
  var groups: [(name: String, rows: [Row])] {
    var names: [String] = []
    for row in rows where !names.contains(row.group) { names.append(row.group) }
    return names.map { name in (name, rows.filter { $0.group == name }) }
  }
}

extension Coverage.Row {
  fileprivate init(
    id: String?, method: String, path: String, group: String, _ route: Route?,
    _ tools: [ToolCatalogue.Entry]
  ) {
    self.id = id
    self.method = method
    self.path = path
    self.group = group
    isEmbedded = route.map(EmbeddedBackend.routes.contains) ?? false
    isLive = route != nil
    let own = tools.filter { entry in route.map(entry.routes.contains) ?? false }
    self.tools = own.map(\.name)
    evidence = route.flatMap(LiveBackend.evidence)
    // What runs another tool for each item is undone as that one is.
    undo = Self.undo(by: own.filter { $0.tool.kind == .write })
  }

  private static func undo(by tools: [ToolCatalogue.Entry]) -> Coverage.Undo? {
    let reasons = tools.map(\.tool.cannotUndo)
    guard let first = reasons.first else { return nil }
    return reasons.contains(nil) ? .possible : first.map(Coverage.Undo.impossible)
  }

  var json: JSONValue {
    var json: JSONValue = [
      "operation": id.map(JSONValue.string) ?? .null, "method": .string(method),
      "path": .string(path), "group": .string(group), "embedded": .bool(isEmbedded),
      "live": .bool(isLive), "tools": .array(tools.map(JSONValue.string)),
    ]
    if isWrite {
      json["undo"] = .bool(canBeUndone)
      if case .impossible(let reason) = undo { json["cannot_undo"] = .string(reason) }
      json["evidence"] = evidence.map(JSONValue.string) ?? .null
    }
    return json
  }

  var canBeUndone: Bool { if case .possible = undo { true } else { false } }
}

extension Coverage {
  /// How many of some operations each part of the program has.
  struct Counts {
    let all: Int
    let embedded: Int
    let live: Int
    let withTool: Int
    let writes: Int
    let undone: Int
    let withEvidence: Int

    init(_ rows: [Row]) {
      all = rows.count
      embedded = rows.count { $0.isEmbedded }
      live = rows.count { $0.isLive }
      withTool = rows.count { !$0.tools.isEmpty }
      writes = rows.count { $0.isWrite }
      undone = rows.count { $0.canBeUndone }
      withEvidence = rows.count { $0.evidence != nil }
    }
  }
}
