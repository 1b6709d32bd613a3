import JSON

/// A place in one of the known documents.
struct SchemaLocation: Hashable, Sendable {
  let document: Int
  /// JSON pointer, in its one spelling.
  let pointer: String
}

/// Every schema that a URI can name: documents, the resources that `$id` marks in them, and
/// anchors.
struct SchemaResources: Sendable {
  /// A schema with a URI of its own.
  struct NamedSchema: Sendable {
    let uri: URIReference
    let location: SchemaLocation
    /// The resource around this one, in the same document.
    let parent: Int?
    /// JSON pointers by the plain names of `$anchor` and `$dynamicAnchor`.
    var anchors: [String: String] = [:]
    var dynamicAnchors: [String: String] = [:]
  }

  private(set) var documents: [JSONValue] = []
  private(set) var resources: [NamedSchema] = []
  private var indexByURI: [String: Int] = [:]
  private var indexByLocation: [SchemaLocation: Int] = [:]

  /// The resource that `uri`, without its fragment, names.
  func resource(at uri: URIReference) -> Int? {
    indexByURI[uri.withoutFragment.text]
  }

  /// The resource in which `location` stands: that of the nearest schema with an `$id` around it.
  func resource(around location: SchemaLocation) -> Int? {
    var pointer = Substring(location.pointer)
    while true {
      let place = SchemaLocation(document: location.document, pointer: String(pointer))
      if let index = indexByLocation[place] { return index }
      guard let slash = pointer.lastIndex(of: "/") else { return nil }
      pointer = pointer[..<slash]
    }
  }

  /// Adds a document retrieved from `uri`, with everything in it that has a name.
  ///
  /// Only places where the specification expects a schema are looked at: an `$id` inside `enum`,
  /// `const` or an unknown keyword is data.
  @discardableResult
  mutating func add(_ document: JSONValue, at uri: String) throws(SchemaError) -> Int {
    let number = documents.count
    documents.append(document)
    let root = SchemaLocation(document: number, pointer: "")
    let retrieval = URIReference(uri).withoutFragment
    let first = insert(NamedSchema(uri: retrieval, location: root, parent: nil))
    var pending: [Found] = [Found(schema: document, location: root, resource: first)]
    while let found = pending.popLast() {
      let resource = try name(found)
      for child in Subschemas.children(of: found.schema).reversed() {
        let location = SchemaLocation(
          document: number, pointer: found.location.pointer + child.pointer)
        pending.append(Found(schema: child.schema, location: location, resource: resource))
      }
    }
    return first
  }

  private struct Found {
    let schema: JSONValue
    let location: SchemaLocation
    /// The resource around it, before its own `$id` is read.
    let resource: Int
  }

  private mutating func insert(_ resource: NamedSchema) -> Int {
    resources.append(resource)
    let index = resources.count - 1
    indexByURI[resource.uri.text] = index
    indexByLocation[resource.location] = index
    return index
  }

  /// Reads `$id`, `$anchor` and `$dynamicAnchor`; returns the resource that the schema belongs to.
  private mutating func name(_ found: Found) throws(SchemaError) -> Int {
    guard case .object(let members) = found.schema else { return found.resource }
    var index = found.resource
    if let id = members["$id"] {
      index = try identify(found, as: id)
    }
    for keyword in ["$anchor", "$dynamicAnchor"] {
      guard let member = members[keyword] else { continue }
      let place = found.location.pointer + "/" + keyword
      guard case .string(let name) = member, Self.isPlainName(name) else {
        throw SchemaError(
          pointer: place,
          message:
            "`\(keyword)` must be a name: a letter or `_`, then letters, digits, `-`, `_`, `.`"
        )
      }
      let known = resources[index].anchors[name]
      guard known == nil || known == found.location.pointer else {
        throw SchemaError(
          pointer: place, message: "the anchor `\(name)` is given twice; rename one of them")
      }
      resources[index].anchors[name] = found.location.pointer
      if keyword == "$dynamicAnchor" {
        resources[index].dynamicAnchors[name] = found.location.pointer
      }
    }
    return index
  }

  private mutating func identify(_ found: Found, as id: JSONValue) throws(SchemaError) -> Int {
    let place = found.location.pointer + "/$id"
    guard case .string(let text) = id else {
      throw SchemaError(
        pointer: place, message: "`$id` must be a string that holds a URI reference")
    }
    let reference = URIReference(text)
    guard reference.fragment ?? "" == "" else {
      throw SchemaError(
        pointer: place, message: "`$id` must have no fragment; use `$anchor` for a name inside")
    }
    let uri = reference.withoutFragment.resolved(against: resources[found.resource].uri)
    if found.location.pointer.isEmpty {
      // The retrieval URI stays valid; the document's own name becomes the one that counts.
      resources[found.resource] = NamedSchema(uri: uri, location: found.location, parent: nil)
      indexByURI[uri.text] = found.resource
      return found.resource
    }
    if let other = indexByURI[uri.text],
      resources[other].location.document == found.location.document
    {
      throw SchemaError(
        pointer: place, message: "the `$id` `\(uri.text)` is given twice; rename one of them")
    }
    return insert(NamedSchema(uri: uri, location: found.location, parent: found.resource))
  }

  /// Core specification, section 8.2.2.
  private static func isPlainName(_ name: String) -> Bool {
    guard let first = name.utf8.first, first.isASCIILetter || first == UInt8(ascii: "_") else {
      return false
    }
    return name.utf8.allSatisfy {
      $0.isASCIILetter || $0.isASCIIDigit || "-_.".utf8.contains($0)
    }
  }
}

/// Where schemas stand inside a schema.
enum Subschemas {
  static let single = [
    "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not",
    "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
  ]
  static let lists = ["allOf", "anyOf", "oneOf", "prefixItems"]
  /// `definitions` is the old spelling of `$defs`, and `dependencies` that of two keywords; the
  /// 2020-12 meta-schema still names both. A dependency may be an array of names, no schema.
  static let maps = [
    "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties",
  ]

  struct Child {
    let keyword: String
    /// From the schema around it.
    let pointer: String
    let schema: JSONValue
  }

  /// The schemas directly inside `schema`, in an order that is the same each time.
  static func children(of schema: JSONValue) -> [Child] {
    guard case .object(let members) = schema else { return [] }
    var children: [Child] = []
    for keyword in single {
      guard let child = members[keyword] else { continue }
      children.append(Child(keyword: keyword, pointer: "/" + keyword, schema: child))
    }
    for keyword in lists {
      guard case .array(let schemas) = members[keyword] else { continue }
      for (index, child) in schemas.enumerated() {
        children.append(Child(keyword: keyword, pointer: "/\(keyword)/\(index)", schema: child))
      }
    }
    for keyword in maps {
      guard case .object(let schemas) = members[keyword] else { continue }
      for (name, child) in schemas.sorted(by: { $0.key < $1.key })
      where keyword != "dependencies" || child.array == nil {
        let pointer = "/" + keyword + "/" + JSONPointer.escaped(name)
        children.append(Child(keyword: keyword, pointer: pointer, schema: child))
      }
    }
    return children
  }
}
