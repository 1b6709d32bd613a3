import JSON

/// Turns documents into a program: resolves every reference, checks every keyword's own form.
///
/// Works through a list of places instead of recursing, so that no document can exhaust the stack.
struct SchemaCompiler {
  private let options: Schema.Options
  private var resources: SchemaResources
  /// The document that is compiled; places in others are reported with their URI.
  private let document: Int
  private var nodes: [Node?] = []
  private var indexByLocation: [SchemaLocation: Int] = [:]
  private var pending: [Pending] = []
  private var dialects: [Int: Dialect] = [:]
  private var dynamicAnchors: [Int: [String: Int]] = [:]

  /// A schema that waits to be compiled.
  private struct Pending {
    let index: Int
    let schema: JSONValue
    let location: SchemaLocation
    let resource: Int
    /// The keyword that put it there.
    let keyword: String
  }

  init(_ document: JSONValue, options: Schema.Options, registry: SchemaRegistry)
    throws(SchemaError)
  {
    self.options = options
    resources = registry.resources
    // Its own `$id` says where it comes from; without one it has no URI.
    let root = try resources.add(document, at: "")
    self.document = resources.resources[root].location.document
  }

  mutating func compile() throws(SchemaError) -> SchemaProgram {
    let root = SchemaLocation(document: document, pointer: "")
    _ = try node(
      at: root, schema: resources.documents[document], resource: try resource(around: root),
      keyword: "")
    while let place = pending.popLast() {
      nodes[place.index] = try compile(place)
    }
    let compiled = nodes.compactMap(\.self)
    if let loop = ReferenceLoop.find(in: compiled) {
      throw SchemaError(
        pointer: loop,
        message: "this schema refers to itself without end; let the reference stand below"
          + " `properties` or `items`")
    }
    return SchemaProgram(
      nodes: compiled,
      dynamicAnchors: resources.resources.indices.map { dynamicAnchors[$0] ?? [:] },
      options: options)
  }

  // MARK: Places

  /// The node of the schema at `location`, compiled now or later.
  private mutating func node(
    at location: SchemaLocation, schema: JSONValue, resource: Int, keyword: String
  ) throws(SchemaError) -> Int {
    if let index = indexByLocation[location] { return index }
    let index = nodes.count
    nodes.append(nil)
    indexByLocation[location] = index
    pending.append(
      Pending(
        index: index, schema: schema, location: location, resource: resource, keyword: keyword))
    return index
  }

  /// How errors and violations name a place.
  private func text(of location: SchemaLocation) -> String {
    if location.document == document { return location.pointer }
    let root = SchemaLocation(document: location.document, pointer: "")
    let uri = resources.resource(around: root).map { resources.resources[$0].uri.text } ?? ""
    return uri + "#" + location.pointer
  }

  private func resource(around location: SchemaLocation) throws(SchemaError) -> Int {
    guard let resource = resources.resource(around: location) else {
      throw SchemaError(pointer: text(of: location), message: "no schema stands here")
    }
    return resource
  }

  /// The vocabularies of a resource, read from its `$schema`, or from that around it.
  private mutating func dialect(of resource: Int) throws(SchemaError) -> Dialect {
    if let known = dialects[resource] { return known }
    let entry = resources.resources[resource]
    let pointer = JSONPointer(entry.location.pointer) ?? .root
    let schema = resources.documents[entry.location.document][pointer]
    let dialect: Dialect
    if let declared = schema?["$schema"] {
      dialect = try read(declared, at: text(of: entry.location) + "/$schema")
    } else if let parent = entry.parent {
      dialect = try self.dialect(of: parent)
    } else {
      dialect = .standard
    }
    dialects[resource] = dialect
    return dialect
  }

  private mutating func read(_ declared: JSONValue, at pointer: String) throws(SchemaError)
    -> Dialect
  {
    guard case .string(let text) = declared else {
      throw SchemaError(
        pointer: pointer, message: "`$schema` must be a string that holds the URI of a meta-schema")
    }
    var uri = URIReference(text)
    if uri.fragment == "" { uri.fragment = nil }
    if uri.text == Dialect.standardURI { return .standard }
    guard let index = resources.resource(at: uri) else {
      throw SchemaError(
        pointer: pointer,
        message: "`$schema` is `\(text)`, another dialect; only JSON Schema 2020-12"
          + " (\(Dialect.standardURI)) and registered meta-schemas built on it are understood")
    }
    let location = resources.resources[index].location
    return try Dialect(metaSchema: resources.documents[location.document], pointer: pointer)
  }

  // MARK: References

  /// The node that a URI reference, standing in `resource`, leads to, and where it is.
  private mutating func target(of reference: String, from resource: Int, at pointer: String)
    throws(SchemaError) -> (node: Int, location: SchemaLocation, anchor: String?)
  {
    let uri = URIReference(reference).resolved(against: resources.resources[resource].uri)
    guard let fragment = URIReference.decodingPercents(uri.fragment ?? "") else {
      throw SchemaError(
        pointer: pointer, message: "`\(reference)` has a broken percent escape in its fragment")
    }
    if resources.resource(at: uri) == nil,
      let metaSchema = try MetaSchemas.document(at: uri.withoutFragment.text)
    {
      try resources.add(metaSchema, at: uri.withoutFragment.text)
    }
    guard let index = resources.resource(at: uri) else {
      throw SchemaError(
        pointer: pointer,
        message: "`\(reference)` leads to no known schema; nothing is fetched, so register the"
          + " document at `\(uri.withoutFragment.text)`")
    }
    let found = resources.resources[index]
    if !fragment.isEmpty, !fragment.hasPrefix("/") {
      guard let place = found.anchors[fragment] else {
        throw SchemaError(
          pointer: pointer, message: "`\(reference)` names an anchor that no schema has")
      }
      let location = SchemaLocation(document: found.location.document, pointer: place)
      let isDynamic = found.dynamicAnchors[fragment] != nil
      return (
        try node(at: location, reference: reference, pointer: pointer), location,
        isDynamic ? fragment : nil
      )
    }
    guard let target = JSONPointer(fragment) else {
      throw SchemaError(pointer: pointer, message: "`\(reference)` holds a malformed JSON pointer")
    }
    let location = SchemaLocation(
      document: found.location.document,
      pointer: found.location.pointer + target.description)
    return (try node(at: location, reference: reference, pointer: pointer), location, nil)
  }

  private mutating func node(at location: SchemaLocation, reference: String, pointer: String)
    throws(SchemaError) -> Int
  {
    let place = JSONPointer(location.pointer) ?? .root
    guard let schema = resources.documents[location.document][place] else {
      throw SchemaError(
        pointer: pointer, message: "`\(reference)` leads to a place that does not exist")
    }
    return try node(
      at: location, schema: schema, resource: try resource(around: location),
      keyword: place.tokens.last ?? "")
  }

  // MARK: One schema

  private mutating func compile(_ place: Pending) throws(SchemaError) -> Node {
    let name = text(of: place.location)
    let resource = place.resource
    try compileDynamicAnchors(of: resource)
    switch place.schema {
    case .bool(true): return Node(location: name, resource: resource)
    case .bool(false):
      return Node(location: name, resource: resource, refusal: place.keyword)
    case .object(let members):
      let dialect = try dialect(of: resource)
      var reader = KeywordReader(
        members, location: name, dialect: dialect, assertsFormat: options.assertsFormat)
      var keywords = try reader.assertions()
      for child in try reader.children().reversed() {
        let location = SchemaLocation(
          document: place.location.document,
          pointer: place.location.pointer + child.pointer)
        let isNamed = child.schema["$id"] != nil
        reader.nodes[child.pointer] = try node(
          at: location, schema: child.schema,
          resource: isNamed ? try self.resource(around: location) : resource,
          keyword: child.keyword)
      }
      keywords += try reader.applicators()
      keywords += try references(members, from: resource, at: name)
      keywords += reader.inPlace()
      keywords += reader.unevaluated()
      return Node(
        location: name, resource: resource, types: try reader.types(), keywords: keywords)
    default:
      throw SchemaError(
        pointer: name,
        message: "a schema must be an object or a boolean, but here is \(place.schema.typePhrase)")
    }
  }

  private mutating func references(
    _ members: JSONObject, from resource: Int, at name: String
  ) throws(SchemaError) -> [Keyword] {
    var keywords: [Keyword] = []
    for keyword in ["$ref", "$dynamicRef"] {
      guard let member = members[keyword] else { continue }
      let pointer = name + "/" + keyword
      guard case .string(let reference) = member else {
        throw SchemaError(
          pointer: pointer, message: "`\(keyword)` must be a string that holds a URI reference")
      }
      let target = try target(of: reference, from: resource, at: pointer)
      if keyword == "$dynamicRef", let anchor = target.anchor {
        keywords.append(.dynamicReference(fallback: target.node, anchor: anchor))
      } else {
        keywords.append(.reference(target.node))
      }
    }
    return keywords
  }

  /// A resource that can be entered can be what a `$dynamicRef` elsewhere finds.
  private mutating func compileDynamicAnchors(of resource: Int) throws(SchemaError) {
    guard dynamicAnchors[resource] == nil else { return }
    let found = resources.resources[resource]
    var anchors: [String: Int] = [:]
    for (name, pointer) in found.dynamicAnchors {
      let location = SchemaLocation(document: found.location.document, pointer: pointer)
      anchors[name] = try node(at: location, reference: "#" + name, pointer: pointer)
    }
    dynamicAnchors[resource] = anchors
  }
}
