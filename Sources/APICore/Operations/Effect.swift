/// What an operation does to the world.
public enum Effect: Sendable, Hashable {
  case reads(isKept: Bool)
  /// There is one thing more.
  case makes
  case changes
  /// Ties two things, or gives one a value: untied, or cleared, as easily.
  case relates
  /// Takes a tie or a value away; the things stay.
  case takesOff
  /// A thing goes, and what is in it.
  case removes
  /// Two things become one: nothing takes them apart again.
  case merges
  /// Somebody pays for it, as for a seat.
  case costs
  /// It reaches people or machines outside of the Workspace, as an invitation or a webhook does.
  case reachesOut
  /// Nothing is known of it.
  case undeclared

  public var isRead: Bool {
    if case .reads = self { true } else { false }
  }

  /// Whether a person must have said yes: what it does cannot be taken back.
  public var needsYes: Bool {
    switch self {
    case .removes, .merges, .costs, .reachesOut, .undeclared: true
    case .reads, .makes, .changes, .relates, .takesOff: false
    }
  }
}

/// A kind of thing; the raw value stands in the ledger's rows and in answers.
public enum ThingKind: String, Sendable, Hashable {
  case space, folder, list, task, comment, tag, field, checklist
  case checklistItem = "checklist_item"
  case timeEntry = "time_entry"
  /// An interval of the older time tracking.
  case trackedTime = "time"

  /// In sentences.
  public var words: String {
    switch self {
    case .space: "Space"
    case .folder: "Folder"
    case .list: "List"
    default: rawValue.replacing("_", with: " ")
    }
  }

  /// Whether answers that may be kept show it.
  public var isInKeptAnswers: Bool {
    switch self {
    case .space, .folder, .list, .tag, .field: true
    case .task, .comment, .timeEntry, .trackedTime, .checklist, .checklistItem: false
    }
  }
}

/// The one thing that a write makes, changes or takes away, and where its ID stands.
public struct Subject: Sendable, Hashable {
  public enum IDPlace: Sendable, Hashable {
    /// In the request: the value of this name in the path.
    case path(String)
    /// In the service's answer, under these names, one in the other.
    case answer([String])
  }

  public let kind: ThingKind
  public let id: IDPlace

  static func at(_ kind: ThingKind, _ name: String) -> Subject {
    Subject(kind: kind, id: .path(name))
  }

  static func answered(_ kind: ThingKind, _ names: String...) -> Subject {
    Subject(kind: kind, id: .answer(names))
  }
}

/// What a change touches besides what it names.
public enum Reach: Sendable, Hashable {
  /// The Workspace itself.
  case workspace
  /// The Workspace itself, unless the body names a task in `tid`.
  case workspaceWithoutTask
  /// The same for a change, where what is not named stays: only an empty `tid` is none.
  case workspaceWhereTaskIsCleared
  /// The caller's timer, where one runs.
  case runningTimer
}

/// By what a write is found again when its answer was lost. The live backend knows how.
public enum Trace: Sendable, Hashable {
  /// Made, and found where such things are listed: by a marker in its text, or by how it looks.
  case createdTask, createdComment, createdTimeEntry, startedTimer, trackedTime
  /// Made, and found by its name among what `route` lists under `member`; the answer wraps it in
  /// `wrapper`.
  indirect case listed(in: Route, member: String, wrapper: String? = nil)
  /// Changed: what stood before is compared with what is wanted and with what stands now.
  case changed, fieldValue, stoppedTimer
  /// Moved: where it stood is compared with where it stands, and in which status.
  case moved
  /// Tied or untied.
  case tie(Relation)
  /// Made, changed or gone, and seen where such things are listed.
  case resource(Resource)
  /// Gone or still there.
  case gone
  /// It leaves nothing to look for; what a person can do about it.
  case none(reason: String)
}
