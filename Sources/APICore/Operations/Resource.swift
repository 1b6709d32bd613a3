import JSON

/// A kind of thing with fields, read where such things are listed, or alone.
///
/// Its fields are said once. What a request sends of them, what a write changed and what not, what
/// undoing puts back and by what a lost write is found again derive from them.
public struct Resource: Sendable {
  /// IDs, by the names that routes use: of the thing itself, and of where it stands.
  public typealias Names = [String: String]

  public let kind: ThingKind
  /// What routes call its ID.
  public let idName: String
  public let fields: [ResourceField]
  /// What is read to see such things.
  let reading: @Sendable (Names) -> ReadRequest
  /// Those that an answer to that shows, each with its `id` and its fields, in their order.
  let listed: @Sendable (_ answer: JSONValue, Names) -> [JSONValue]
  /// What the service answers to a write of one, out of what is read; and the other way round.
  let answered: @Sendable (_ answer: JSONValue, Names) -> JSONValue?
  let read: @Sendable (_ response: JSONValue) -> JSONValue
  /// What goes with it, each with its `id`, and of which resource that is.
  var held: (@Sendable (_ thing: JSONValue) -> (Resource, [JSONValue]))?
  /// What it shows of what else goes with it: how much, or which.
  var counted: [String] = []
  let routes: @Sendable (Names) -> (making: Route, changing: Route, removing: Route)
  /// Whether a route reads one alone, by its own ID, which says by itself where it stands.
  public private(set) var isReadAlone = false
  /// Where such things have names for IDs.
  public private(set) var named: Named?

  /// How a thing is kept that its name is the ID of: it is there or not, whoever made it, has
  /// another ID once it is renamed, and is sent whole.
  public struct Named: Sendable {
    /// Its name, among the fields.
    public let field: String
    /// The member of a request's body that holds the fields.
    let wrapper: String
    /// Which tasks carry it. They stay without it.
    public let carriers: @Sendable (Names, inout TaskQuery) -> Void
  }

  /// What makes one there.
  public func making(at names: Names) -> Route { routes(names).making }
  public var changing: Route { routes([:]).changing }
  public var removing: Route { routes([:]).removing }

  /// What names the one of this ID.
  public func names(of id: String, at names: Names) -> Names {
    isReadAlone ? [idName: id] : names.merging([idName: id]) { $1 }
  }

  func hasSibling(_ field: String) -> Bool {
    fields.contains { $0.name == field && $0.kind == .sibling }
  }

  public func source(_ names: Names) -> ReadRequest { reading(names) }

  public func all(in answer: JSONValue, _ names: Names) -> [JSONValue] { listed(answer, names) }

  public func thing(in answer: JSONValue, _ names: Names) -> JSONValue? {
    guard let id = names[idName].map(settledID) else { return nil }
    return all(in: answer, names).first { $0["id"]?.identifier == id }
  }

  private func settledID(_ id: String) -> String {
    let field = fields.first { $0.name == named?.field }
    return field?.settled(.string(id)).string ?? id
  }

  /// Where the thing stands once `request` was carried out, by the names of before it.
  public func names(after request: WriteRequest) -> Names {
    var names = request.names
    guard let named, let name = fields(of: request)[named.field]?.string else { return names }
    names[idName] = settledID(name)
    return names
  }

  /// The thing, whether or not `request` was carried out.
  public func thing(in answer: JSONValue, of request: WriteRequest) -> JSONValue? {
    thing(in: answer, names(after: request)) ?? thing(in: answer, request.names)
  }

  /// The IDs from that of a thing upwards, where `field` says what each stands below; empty where
  /// the thing is not there.
  public func line(
    from id: String, up field: ResourceField, in answer: JSONValue, _ names: Names
  ) -> [String] {
    let all = all(in: answer, names)
    var line: [String] = []
    var next: String? = id
    while let id = next, !line.contains(id),
      let thing = all.first(where: { $0["id"]?.identifier == id })
    {
      line.append(id)
      next = field.shown(by: thing).string
    }
    return line
  }

  /// What goes with it where it is removed.
  public func contents(of thing: JSONValue) -> [JSONValue] { held?(thing).1 ?? [] }

  /// Its fields as they stand, in the form that `body` takes.
  public func state(of thing: JSONValue) -> JSONObject {
    JSONObject(uniqueKeysWithValues: fields.map { ($0.name, $0.shown(by: thing)) })
  }

  /// All that is lost where it is removed: its fields, and what it holds. Not where it stands among
  /// others, which they change.
  public func whole(of thing: JSONValue) -> JSONObject {
    var whole = state(of: thing).filter { name, _ in
      !fields.contains { $0.name == name && $0.kind == .position }
    }
    for name in counted {
      whole[name] = thing[name]?.array.map { .array($0.compactMap { $0["id"] }) } ?? thing[name]
    }
    guard let (resource, held) = held?(thing) else { return whole }
    whole["items"] = .array(
      held.map { one in
        .object(resource.state(of: one).merging(["id": one["id"] ?? .null]) { $1 })
      })
    return whole
  }

  /// What a request sends so that the fields become these.
  ///
  /// - Parameter thing: as it stands; nil where it is made.
  public func body(of values: JSONObject, over thing: JSONValue? = nil) -> JSONObject {
    let isMaking = thing == nil
    var values = values
    for field in fields where values[field.name] == nil && (isMaking || field.isAlwaysSent) {
      values[field.name] = thing.map(field.shown) ?? field.standard
    }
    var body: JSONObject = [:]
    for field in fields { body.merge(field.members(of: values, isMaking: isMaking)) { $1 } }
    return named.map { [$0.wrapper: .object(body)] } ?? body
  }

  /// What removes the thing.
  ///
  /// - Parameter state: its fields.
  public func removal(at names: Names, of state: JSONObject) -> WriteRequest {
    WriteRequest(
      removing, at: names, body: named == nil ? .none : .json(.object(body(of: state))))
  }

  /// The fields that a request sets.
  func fields(of request: WriteRequest) -> JSONObject {
    guard case .json(let body) = request.body,
      let members = (named.map { body[$0.wrapper] } ?? body)?.object
    else { return [:] }
    var values: JSONObject = [:]
    for field in fields { values[field.name] = field.value(in: members) }
    return values
  }

  /// The fields that `values` names and `thing` shows otherwise.
  public func differences(of thing: JSONValue, from values: JSONObject) -> [ResourceField] {
    fields.filter { field in
      values[field.name].map { field.settled($0) != field.settled(field.shown(by: thing)) } ?? false
    }
  }

  /// What the service would answer to a write of the thing, as far as can be read; nil where it is
  /// not there.
  public func response(in answer: JSONValue, _ names: Names) -> JSONValue? {
    guard thing(in: answer, names) != nil, var response = answered(answer, names) else {
      return nil
    }
    response["id"] = names[idName].map { .string(settledID($0)) }
    return response
  }

  /// The thing out of what `response` made.
  public func thing(answered response: JSONValue, _ names: Names) -> JSONValue? {
    thing(in: read(response), names)
  }

  /// The one thing that an answer shows and that did not stand before; where somebody made one
  /// meanwhile, the one that is as it was asked for.
  fileprivate func made(in response: JSONValue, by request: WriteRequest) -> String? {
    if named != nil { return names(after: request)[idName] }
    let new = all(in: read(response), request.names).filter {
      !request.standing.contains($0["id"]?.identifier ?? "")
    }
    let asked = new.filter { differences(of: $0, from: request.fields).isEmpty }
    let made = new.count == 1 ? new : asked
    return made.count == 1 ? made[0]["id"]?.identifier : nil
  }
}

extension Resource {
  public static let all: [Resource] = [
    .space, .folder, .list, .checklist, .checklistItem, .tag,
  ]
}

extension Resource: Hashable {
  /// A kind is one resource's.
  public static func == (one: Resource, other: Resource) -> Bool { one.kind == other.kind }

  public func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

extension Route {
  /// Of which resource it makes, changes or removes one.
  public var resource: Resource? {
    guard [.makes, .changes, .removes].contains(effect), let kind = subject?.kind else {
      return nil
    }
    return Resource.all.first { $0.kind == kind }
  }
}

extension WriteRequest {
  /// - Parameters:
  ///   - names: what the route's path does not name says where the thing stands.
  ///   - standing: as `standing` has it.
  public init(
    _ route: Route, at names: Resource.Names, standing: Set<String> = [], body: Body = .none
  ) {
    let path = names.filter { route.path.contains("{\($0.key)}") }
    self.init(
      route, path: path, body: body, place: names.filter { path[$0.key] == nil },
      standing: standing)
  }

  /// What names the thing, and where it stands.
  public var names: Resource.Names { path.merging(place) { own, _ in own } }

  /// The fields of its resource that it sets.
  public var fields: JSONObject { route.resource?.fields(of: self) ?? [:] }

  /// The service's answer with the `id` of what the write is about: answers of some operations are
  /// `{}`, or show what was made among others of its kind.
  public func completed(_ response: JSONValue) -> JSONValue {
    guard let resource = route.resource else { return response }
    let id =
      route.effect == .makes
      ? resource.made(in: response, by: self) : resource.names(after: self)[resource.idName]
    var answer = response.object ?? [:]
    answer["id"] = id.map(JSONValue.string)
    return .object(answer)
  }
}
