import APICore
import JSON
import Ledger

/// A tool that makes or changes a thing of a resource.
protocol FieldTool: WriteTool {
  /// Where such things are listed.
  associatedtype Parent: SpotArguments
  associatedtype Form: ResourceForm
  /// Where the tool acts.
  associatedtype Place: SpotArguments
  static var isMaking: Bool { get }
}

extension FieldTool {
  /// The fields that can be given.
  static var fields: [ResourceField] {
    isMaking ? Form.resource.fields.filter(\.isOfMaking) : Form.resource.fields
  }
}

/// Arguments of a `FieldTool`: where it acts, and what becomes of the fields.
struct GivenFields<Tool: FieldTool>: Decodable, Sendable {
  let place: Tool.Place
  private var given: [(field: ResourceField, value: Value)] = []

  private enum Value: Sendable {
    case plain(JSONValue)
    case user(Naming<Member>)
    case sibling(Naming<NamedResource<Tool.Form>>)
  }

  private struct Understood {
    let value: JSONValue
    var words: JSONValue?
  }

  init(from decoder: any Decoder) throws {
    place = try Tool.Place(from: decoder)
    let members = try decoder.container(keyedBy: ArgumentKey.self)
    for field in Tool.fields {
      let key = ArgumentKey(field.name)
      let value: Value? =
        switch field.kind {
        case .text, .color, .tagName:
          try members.decodeIfPresent(String.self, forKey: key).map { .plain(.string($0)) }
        case .flag:
          try members.decodeIfPresent(Bool.self, forKey: key).map { .plain(.bool($0)) }
        // Any size of a number is answered, not only those that 64 bits hold.
        case .position: try members.decodeIfPresent(JSONValue.self, forKey: key).map(Value.plain)
        case .user: try members.decodeIfPresent(Naming.self, forKey: key).map(Value.user)
        case .sibling: try members.decodeIfPresent(Naming.self, forKey: key).map(Value.sibling)
        }
      if let value { given.append((field, value)) }
    }
  }

  /// The values in the form that the resource has them in, and what was understood of them.
  ///
  /// - Throws: everything that is wrong.
  func values(
    at spot: Spot, reading workspace: WorkspaceReader
  ) throws(ToolError) -> (values: JSONObject, understood: JSONObject) {
    var (values, understood): (JSONObject, JSONObject) = ([:], [:])
    var problems = Problems()
    for (field, given) in given {
      let known = problems.value(try read(given, of: field, at: spot, reading: workspace))
      values[field.name] = known?.value
      understood[field.name] = known?.words
    }
    try problems.throwIfAny()
    return (values, understood)
  }

  /// The same values, out of the request that sent them.
  func values(sentBy request: WriteRequest) -> JSONObject {
    let sent = request.fields
    var values: JSONObject = [:]
    for (field, _) in given {
      let value = sent[field.name] ?? .null
      values[field.name] = field.isClearable ? field.settled(value) : value
    }
    return values
  }

  private func read(
    _ given: Value, of field: ResourceField, at spot: Spot, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Understood {
    switch given {
    case .plain(.string(let text)) where field.kind == .tagName:
      return Understood(value: .string(try free(text, field, at: spot)))
    case .plain(.string(let color)) where field.kind == .color:
      guard color.wholeMatch(of: /#[0-9A-Fa-f]{6}/) != nil else {
        throw ToolError(
          argument: field.name,
          "`\(field.name)` \(quoted(color)) is not a color; write #RRGGBB, such as #7B68EE")
      }
      return Understood(value: .string(color))
    case .plain(.string(let text)):
      return Understood(value: .string(try NameArgument.parse(text, argument: field.name)))
    case .plain(let position) where field.kind == .position:
      let count = Tool.Form.resource.all(in: spot.answer, spot.names).count
      guard let place = position.integer, (0..<Int64(count)).contains(place) else {
        throw ToolError(
          argument: field.name,
          "`\(field.name)` \(position.canonicalString) is beyond the last: the "
            + "\(Tool.Form.name)s of \(Tool.Form.place) stand at 0 to \(count - 1)")
      }
      return Understood(value: position)
    case .plain(let value): return Understood(value: value)
    case .user(let naming):
      if naming.says("none") { return Understood(value: .null) }
      let member = try workspace.member(naming)
      return Understood(value: .string(member.id), words: member.lean)
    case .sibling(let naming):
      if naming.says("none") { return Understood(value: .null) }
      let sibling = try naming.found(in: spot)
      try refuseCircle(from: sibling, field, naming, at: spot)
      return Understood(value: .string(sibling.id), words: sibling.understood)
    }
  }

  /// A name that becomes the ID of the thing, and is not another's.
  private func free(
    _ text: String, _ field: ResourceField, at spot: Spot
  ) throws(ToolError) -> String {
    try TagArgument.check(text, argument: field.name)
    let name = TagName.stored(text)
    let isThere = Tool.Form.resource.all(in: spot.answer, spot.names).contains {
      $0["id"]?.identifier == name
    }
    // To make what there is may be repeated.
    guard isThere, !Tool.isMaking, spot.thing["id"]?.identifier != name else { return name }
    throw ToolError(
      argument: field.name,
      "`\(field.name)` \(quoted(text)) is that of another \(Tool.Form.name) of "
        + "\(Tool.Form.place); nothing was changed; choose another name")
  }

  /// The service may take a thing that stands below itself.
  private func refuseCircle(
    from sibling: NamedResource<Tool.Form>, _ field: ResourceField,
    _ naming: Naming<NamedResource<Tool.Form>>, at spot: Spot
  ) throws(ToolError) {
    let line = Tool.Form.resource.line(
      from: sibling.id, up: field, in: spot.answer, spot.names)
    guard let own = spot.thing["id"]?.identifier, line.contains(own) else { return }
    throw ToolError(
      argument: field.name,
      "`\(field.name)` \(naming.quoted) is the \(Tool.Form.name) itself, or stands below it; "
        + "nothing was changed; name another one")
  }
}

extension FieldTool where Arguments == GivenFields<Self> {
  /// The thing as it is now: the service may answer with nothing, or with `{}` and do nothing.
  static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let resource = Form.resource
    var names = sent.request.names
    names[resource.idName] = nil
    var result = JSONObject(names.mapValues(JSONValue.string))
    let answer = try workspace.fetch(resource.source(names))
    names[resource.idName] = sent.response["id"]?.identifier
    guard let thing = resource.thing(in: answer, names) else {
      result["differs"] = [
        .string("the service accepted the request, but \(Form.place) shows no such \(Form.name)")
      ]
      return .object(result)
    }
    result[Form.name] = Form.lean(thing)
    let values = arguments.values(sentBy: sent.request)
    let differences = resource.differences(of: thing, from: values).map { field in
      let stored = field.shown(by: thing)
      return JSONValue.string(
        "`\(field.name)`: asked for \(words(values[field.name])), stored is \(words(stored))")
    }
    if !differences.isEmpty { result["differs"] = .array(differences) }
    return JSONValue.object(result).noting([Form.notice(of: thing)].compactMap(\.self))
  }

  private static func words(_ value: JSONValue?) -> String {
    guard let value, !value.isNull else { return "none" }
    return value.string.map { quoted($0) } ?? value.canonicalString
  }
}
