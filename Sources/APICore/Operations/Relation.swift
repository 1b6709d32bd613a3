import JSON

/// A tie of a task to something else: it is there or not; a request makes it, another takes it off.
///
/// All that is known of a tie stands in one value. The tools that make it and take it off, how they
/// are undone, what differs after them and by what a lost one is found again derive from that.
public struct Relation: Sendable {
  /// What names one tie, by the names that routes use; `task_id` is the task's own.
  public typealias Ends = [String: String]

  /// In what is stored, and in sentences: `tag`.
  public let name: String
  /// What requests call the ends, from whichever side.
  private let names: Set<String>
  /// Where a task lists its ties, and which of them is meant.
  private let member: String
  private let isMeant: @Sendable (_ listed: JSONValue, _ ends: Ends) -> Bool
  /// The same ends, from the side that `isMeant` and `words` know.
  private var turned: @Sendable (Ends) -> Ends = { $0 }
  /// The ends in the one form that is the same for all spellings of a tie.
  private var settled: @Sendable (Ends) -> Ends = { $0 }
  private let writing: @Sendable (_ isMade: Bool, Ends) -> WriteRequest
  /// `the tag "blue" of the task 86a`
  private let words: @Sendable (Ends) -> String
  /// What is gone for good when it is taken off.
  public var lost: [String] = []
  /// Whether the service answers a write with the task, in `task`; else with nothing.
  public var answersTask = false

  /// What makes it, or takes it off.
  ///
  /// - Parameter ends: by the names that the request uses.
  public func request(isMade: Bool, _ ends: Ends) -> WriteRequest { writing(isMade, ends) }

  /// The ends that a request names, by path, query or body.
  ///
  /// - Parameter task: the own ID of the task in the path, which may be called by its custom one.
  public func ends(of request: WriteRequest, task: String) -> Ends {
    var ends = request.path
    ends.merge(request.query.compactMapValues(\.first)) { $1 }
    if case .json(let body) = request.body {
      ends.merge((body.object ?? [:]).compactMapValues(\.identifier)) { $1 }
    }
    ends["task_id"] = task
    return turned(ends.filter { names.contains($0.key) })
  }

  /// Whether the task, as the service shows it, has it.
  public func isShown(by task: JSONValue, _ ends: Ends) -> Bool {
    (task[member]?.array ?? []).contains { isMeant($0, ends) }
  }

  /// Whether both are the ends of one tie.
  public func isSame(_ one: Ends, _ other: Ends) -> Bool { settled(one) == settled(other) }

  public func spoken(_ ends: Ends) -> String { words(ends) }
}

extension Relation: Hashable {
  /// A name is one relation's.
  public static func == (one: Relation, other: Relation) -> Bool { one.name == other.name }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Relation {
  public static let all: [Relation] = [.tag, .dependency, .link, .furtherList]

  public static let tag: Relation = Relation(
    name: "tag", names: ["task_id", "tag_name"], member: "tags",
    isMeant: { $0["name"]?.string.map(TagName.stored) == $1["tag_name"].map(TagName.stored) },
    settled: { ends in
      ends.merging(["tag_name": TagName.stored(ends["tag_name"] ?? "")]) { $1 }
    },
    writing: { WriteRequest($0 ? .addTaskTag : .removeTaskTag, path: $1) },
    words: { "the tag \"\($0["tag_name"] ?? "")\" of the task \($0["task_id"] ?? "")" })

  /// The published document marks both query parameters of a removal as required; the service wants
  /// the one.
  public static let dependency: Relation = Relation(
    name: "dependency", names: ["task_id", "depends_on", "dependency_of"], member: "dependencies",
    isMeant: { listed, ends in
      ["task_id", "depends_on"].allSatisfy { listed[$0]?.identifier == ends[$0] }
    },
    turned: { ends in
      guard let waiting = ends["dependency_of"] else { return ends }
      return ["task_id": waiting, "depends_on": ends["task_id"] ?? ""]
    },
    writing: { isMade, ends in
      let path = ends.filter { $0.key == "task_id" }
      let other = ends.filter { $0.key != "task_id" }
      return isMade
        ? WriteRequest(
          .addDependency, path: path,
          body: .json(.object(JSONObject(other.mapValues(JSONValue.string)))))
        : WriteRequest(.deleteDependency, path: path, query: other.mapValues { [$0] })
    },
    words: { "the dependency of the task \($0["task_id"] ?? "") on \($0["depends_on"] ?? "")" },
    lost: ["who made the dependency, and when"])

  /// A link has no direction.
  public static let link: Relation = Relation(
    name: "link", names: ["task_id", "links_to"], member: "linked_tasks",
    isMeant: { listed, ends in
      ["task_id", "link_id"].contains { listed[$0]?.identifier == ends["links_to"] }
    },
    settled: { ends in
      let both = ["task_id", "links_to"].map { ends[$0] ?? "" }.sorted()
      return ["task_id": both[0], "links_to": both[1]]
    },
    writing: { WriteRequest($0 ? .addTaskLink : .deleteTaskLink, path: $1) },
    words: { "the link of the task \($0["task_id"] ?? "") to \($0["links_to"] ?? "")" },
    lost: ["who made the link, and when"], answersTask: true)

  /// A List in which a task stands besides its own, which is never among those.
  public static let furtherList: Relation = Relation(
    name: "further place", names: ["task_id", "list_id"], member: "locations",
    isMeant: { $0["id"]?.identifier == $1["list_id"] },
    writing: { WriteRequest($0 ? .addTaskToList : .removeTaskFromList, path: $1) },
    words: { "the place of the task \($0["task_id"] ?? "") in the List \($0["list_id"] ?? "")" })
}
