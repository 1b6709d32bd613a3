import APICore
import JSON
import Ledger

/// A tool that makes or changes a thing of a resource.
protocol FieldTool: WriteTool {
  associatedtype Form: ResourceForm
  /// Where the tool acts.
  associatedtype Site: SpotArguments
  static var isMaking: Bool { get }
}

extension FieldTool {
  /// The fields that can be given.
  static var fields: [ResourceField] {
    Form.resource.fields.filter { isMaking ? $0.isOfMaking : $0.isOfChanging }
  }
}

/// Arguments of a `FieldTool`: where it acts, and what becomes of the fields.
struct GivenFields<Tool: FieldTool>: Decodable, Sendable {
  let place: Tool.Site
  private var given: [Given] = []

  private struct Given: Sendable {
    let field: ResourceField
    let argument: String
    let value: Value
  }

  private enum Value: Sendable {
    case plain(JSONValue)
    /// A date, and whether its time counts.
    case date(String?, Bool?)
    case user(Naming<Member>)
    case sibling(Naming<NamedResource<Tool.Form>>)
    /// Taken away by a flag.
    case cleared
  }

  private struct Understood {
    let value: JSONValue
    /// Whether the time of a date counts.
    var hasTime: Bool?
    var words: JSONValue?
  }

  init(from decoder: any Decoder) throws {
    place = try Tool.Site(from: decoder)
    let members = try decoder.container(keyedBy: ArgumentKey.self)
    for field in Tool.fields {
      // What is made has nothing yet to take away.
      for argument in field.arguments where !(Tool.isMaking && argument == field.clearing) {
        if let value = try Self.value(argument, of: field, in: members) {
          given.append(Given(field: field, argument: argument, value: value))
        }
      }
    }
  }

  private static func value(
    _ argument: String, of field: ResourceField,
    in members: KeyedDecodingContainer<ArgumentKey>
  ) throws -> Value? {
    let key = ArgumentKey(argument)
    func text() throws -> String? { try members.decodeIfPresent(String.self, forKey: key) }
    func flag() throws -> Bool? { try members.decodeIfPresent(Bool.self, forKey: key) }
    if argument == field.clearing { return try flag() == true ? .cleared : nil }
    switch field.kind {
    case .date where argument == field.timeFlag: return nil
    case .date:
      let hasTime = try members.decodeIfPresent(Bool.self, forKey: ArgumentKey(field.timeFlag))
      let date = try text()
      return date == nil && hasTime == nil ? nil : .date(date, hasTime)
    case .text, .color, .tagName, .word:
      return try text().map { .plain(.string($0)) }
    // The schemas do not offer to clear it, so what hosts fill in does not.
    case .content: return try text().flatMap { $0.isEmpty ? nil : .plain(.string($0)) }
    case .flag: return try flag().map { .plain(.bool($0)) }
    // Any size of a number is answered, not only those that 64 bits hold.
    case .position, .settings, .priority, .duration, .amount:
      return try members.decodeIfPresent(JSONValue.self, forKey: key).map(Value.plain)
    case .user, .owner: return try members.decodeIfPresent(Naming.self, forKey: key).map(Value.user)
    case .sibling: return try members.decodeIfPresent(Naming.self, forKey: key).map(Value.sibling)
    case .statuses:
      let names = try members.decodeIfPresent([String].self, forKey: key) ?? []
      return names.isEmpty ? nil : .plain(.array(names.map(JSONValue.string)))
    }
  }

  /// The values in the form that the resource has them in, and what was understood of them.
  ///
  /// - Throws: everything that is wrong.
  func values(
    at spot: Spot, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> (values: JSONObject, understood: JSONObject) {
    var (values, understood): (JSONObject, JSONObject) = ([:], [:])
    var problems = Problems()
    for given in given {
      problems.check(try refuseTwice(given))
      let known = problems.value(try read(given, at: spot, context, reading: workspace))
      let name = given.argument == ResourceField.markdown ? given.argument : given.field.name
      values[name] = known?.value
      values[given.field.timeFlag] = known?.hasTime.map(JSONValue.bool)
      understood[given.argument] = known?.words
    }
    try problems.throwIfAny()
    return (values, understood)
  }

  /// The same values, out of the request that sent them.
  func values(sentBy request: WriteRequest) -> JSONObject {
    let sent = request.fields
    var values: JSONObject = [:]
    for field in given.map(\.field) {
      let value = sent[field.name] ?? .null
      values[field.name] = field.isClearable ? field.settled(value) : value
    }
    return values
  }

  /// One field by two arguments.
  private func refuseTwice(_ second: Given) throws(ToolError) {
    let field = second.field
    guard second.argument != field.argument,
      given.contains(where: { $0.argument == field.argument })
    else { return }
    throw ToolError(
      argument: second.argument,
      field.kind == .content
        ? "`\(field.argument)` and `\(second.argument)` are both the description; give one of them"
        : "`\(second.argument)` removes the \(field.name) and `\(field.argument)` sets one; give "
          + "one of them")
  }

  private func read(
    _ given: Given, at spot: Spot, _ context: ToolContext, reading workspace: WorkspaceReader
  ) throws(ToolError) -> Understood {
    let field = given.field
    switch (field.kind, given.value) {
    case (_, .cleared): return Understood(value: .null)
    case (.tagName, .plain(.string(let text))):
      return Understood(value: .string(try free(text, field, at: spot)))
    case (.color, .plain(.string(let color))):
      guard color.wholeMatch(of: /#[0-9A-Fa-f]{6}/) != nil else {
        throw ToolError(
          argument: field.name,
          "`\(field.name)` \(quoted(color)) is not a color; write #RRGGBB, such as #7B68EE")
      }
      return Understood(value: .string(color))
    case (.text, .plain(.string(let text))):
      return Understood(value: .string(try NameArgument.parse(text, argument: field.name)))
    case (.priority, .plain(let value)), (.duration, .plain(let value)),
      (.amount, .plain(let value)):
      return Understood(value: try field.number(value, context))
    case (.statuses, .plain(.array(let names))):
      return Understood(value: try StatusesArgument.parse(names.compactMap(\.string)) ?? .null)
    case (.position, .plain(let position)):
      let count = Tool.Form.resource.all(in: spot.answer, spot.names).count
      guard let place = position.integer, (0..<Int64(count)).contains(place) else {
        throw ToolError(
          argument: field.name,
          "`\(field.name)` \(position.canonicalString) is beyond the last: the "
            + "\(Tool.Form.name)s of \(Tool.Form.place) stand at 0 to \(count - 1)")
      }
      return Understood(value: position)
    case (_, .plain(let value)): return Understood(value: value)
    case (_, .date(let text, let hasTime)):
      guard let text else {
        throw ToolError(
          argument: field.timeFlag,
          "`\(field.timeFlag)` says nothing without `\(field.argument)`; give both")
      }
      let date = try DateArgument(text, argument: field.argument, .ahead, context)
      return Understood(
        value: .integer(date.instant.rawValue), hasTime: hasTime ?? date.hasTime)
    case (_, .user(let naming)):
      if Self.allowsNone(field), naming.says("none") { return Understood(value: .null) }
      let member = try workspace.member(naming)
      return Understood(
        value: .string(member.id), words: field.kind == .owner ? nil : member.lean)
    case (_, .sibling(let naming)):
      if naming.says("none") { return Understood(value: .null) }
      let sibling = try naming.found(in: spot)
      try refuseCircle(from: sibling, field, naming, at: spot)
      return Understood(value: .string(sibling.id), words: sibling.understood)
    }
  }

  /// An owner is not taken away from what has none yet.
  private static func allowsNone(_ field: ResourceField) -> Bool {
    field.kind == .user || !Tool.isMaking
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
  /// The thing as it is now. Where it is read among others the service may answer with nothing, or
  /// with `{}` and do nothing.
  static func output(
    _ sent: SentWrite, _ arguments: Arguments, _ context: ToolContext,
    reading workspace: WorkspaceReader
  ) throws(ToolError) -> JSONValue {
    let resource = Form.resource
    if resource.isReadAlone, let thing = Form.lean(sent.response, context) { return thing }
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
    result[Form.name] = Form.lean(thing, context)
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
