public enum HTTPMethod: String, Sendable, Hashable {
  case get = "GET"
  case post = "POST"
  case put = "PUT"
  case delete = "DELETE"
}

/// Of the API. Both answer beside each other, with the same token and the same IDs.
public enum APIVersion: String, Sendable, Hashable, CaseIterable {
  case v2, v3
}

/// One operation of the ClickUp API, with all that the program has to know of it.
///
/// Consent, scope, the ID that a write is remembered by, what is kept of answers, and how a lost
/// write is found again follow from what is declared here, one file a resource in `Operations/`;
/// nothing is guessed from how a name is spelt. A writing operation cannot be declared without
/// saying all of it.
public struct Route: Sendable, CustomStringConvertible {
  public let version: APIVersion
  public let method: HTTPMethod
  /// A template with `{names}`: that of the published OpenAPI document without what leads to the
  /// version.
  public let path: String
  /// The `operationId` in the published document; nil for what answers and is not in it.
  public let publishedID: String?
  public let effect: Effect
  /// What the operation is about, and where its ID stands; nil for a read.
  public let subject: Subject?
  /// What the change touches besides what its path, query and body name.
  public let reach: Set<Reach>
  /// By what a write is found again when its answer was lost.
  public let trace: Trace

  /// - Parameter isKept: whether an answer may be used again for a little while: it only says what
  ///   there is, and no planned write is compared with it.
  static func reading(_ path: String, _ publishedID: String, isKept: Bool = false) -> Route {
    Route(
      version: .v2, method: .get, path: path, publishedID: publishedID,
      effect: .reads(isKept: isKept),
      subject: nil, reach: [], trace: .none(reason: "it changes nothing"))
  }

  static func writing(
    _ method: HTTPMethod, _ path: String, _ publishedID: String?, _ effect: Effect,
    _ subject: Subject, reaching reach: Set<Reach> = [], of version: APIVersion = .v2,
    foundBy trace: Trace
  ) -> Route {
    Route(
      version: version, method: method, path: path, publishedID: publishedID, effect: effect,
      subject: subject, reach: reach, trace: trace)
  }

  /// The declared operation at this place; where there is none, one of which nothing is known: it
  /// needs a yes, is in no scope, and is found by nothing.
  public init(_ method: HTTPMethod, _ path: String, of version: APIVersion = .v2) {
    self =
      Self.declared[Key(version: version, method: method, path: path)]
      ?? Route(
        version: version, method: method, path: path, publishedID: nil,
        effect: method == .get ? .reads(isKept: false) : .undeclared, subject: nil, reach: [],
        trace: .none(reason: "nothing is known of how writes to \(path) show; look for yourself"))
  }

  private init(
    version: APIVersion, method: HTTPMethod, path: String, publishedID: String?, effect: Effect,
    subject: Subject?, reach: Set<Reach>, trace: Trace
  ) {
    self.version = version
    self.method = method
    self.path = path
    self.publishedID = publishedID
    self.effect = effect
    self.subject = subject
    self.reach = reach
    self.trace = trace
  }

  public var description: String { "\(method.rawValue) \(spelled)" }

  /// The path with the version in front of it where that is not 2, as requests are shown and kept.
  public var spelled: String { version == .v2 ? path : "/\(version.rawValue)\(path)" }

  /// Of the path as `spelled` has it.
  public init(_ method: HTTPMethod, spelled: String) {
    let version = APIVersion.allCases.first { spelled.hasPrefix("/\($0.rawValue)/") }
    self.init(
      method, version.map { String(spelled.dropFirst($0.rawValue.count + 1)) } ?? spelled,
      of: version ?? .v2)
  }

  /// `spelled` with these values for its names; a name without one stays.
  func path(filledWith values: [String: String]) -> String {
    spelled.split(separator: "/", omittingEmptySubsequences: false).map { segment in
      guard segment.hasPrefix("{"), segment.hasSuffix("}") else { return String(segment) }
      return values[String(segment.dropFirst().dropLast())] ?? String(segment)
    }.joined(separator: "/")
  }

  private struct Key: Hashable {
    let version: APIVersion
    let method: HTTPMethod
    let path: String
  }

  private static let declared = Dictionary(
    all.map { (Key(version: $0.version, method: $0.method, path: $0.path), $0) },
    uniquingKeysWith: { $1 })

  /// Every operation that is declared. A test holds that none is missing.
  public static let all =
    workspace + spaces + folders + lists + tasks + tags + customFields + comments + relations
    + timeTracking + checklists
}

/// Operations are the same where version, method and path are.
extension Route: Hashable {
  public static func == (one: Route, other: Route) -> Bool {
    one.version == other.version && one.method == other.method && one.path == other.path
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(version)
    hasher.combine(method)
    hasher.combine(path)
  }
}
