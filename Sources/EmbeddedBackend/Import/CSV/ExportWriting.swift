import APICore
import Foundation
import SQLite

/// What the rows of exports are read with, and what was looked up for them in this transaction.
struct ExportWriting {
  var facts: [ExportFacts] = []
  let survey: ExportSurvey
  /// The Workspace that somebody chose for them.
  var workspace: String?
  fileprivate(set) var people: [Int64: KnownPeople] = [:]
  fileprivate(set) var fields: [Int64: [String: FieldDefinition]] = [:]
  private var zones: [Int64: TimeZone] = [:]

  init(
    facts: [ExportFacts] = [], survey: ExportSurvey = ExportSurvey(), workspace: String? = nil
  ) {
    self.facts = facts
    self.survey = survey
    self.workspace = workspace
  }

  /// In which dates without a zone are read: that of who works there.
  mutating func zone(of workspace: Int64, on connection: Connection) throws(SQLiteError)
    -> TimeZone
  {
    if let zone = zones[workspace] { return zone }
    let name = try connection.row(
      """
      SELECT time_zone FROM users WHERE id = coalesce(
        (SELECT user_id FROM workspace_identities WHERE workspace_id = ?),
        (SELECT user_id FROM authorized_user))
      """, [.integer(workspace)]
    ) { $0.text(0) }
    let zone = ProfileZone(named: name).timeZone
    zones[workspace] = zone
    return zone
  }
}

/// The members of a Workspace, by what exports call them.
struct KnownPeople {
  private var ids: [String: Int64] = [:]
  private var shared: Set<String> = []

  /// Of two of one name the first stands, so those with an ID of ClickUp's come first.
  init(of workspace: Int64, on connection: Connection) throws(SQLiteError) {
    let people = try connection.rows(
      """
      SELECT u.id, u.username, u.email FROM workspace_members m JOIN users u ON u.id = m.user_id
      WHERE m.workspace_id = ? ORDER BY u.id
      """, [.integer(workspace)]
    ) { (id: $0.integer(0), names: [$0.text(1), $0.text(2)]) }
    for person in people { add(person.id, person.names) }
  }

  mutating func add(_ id: Int64, _ names: [String]) {
    for name in Set(names.map(Self.folded)) {
      if ids[name] == nil { ids[name] = id } else { shared.insert(name) }
    }
  }

  /// Whether several have that name.
  func isShared(_ name: String) -> Bool { shared.contains(Self.folded(name)) }

  subscript(name: String) -> Int64? { ids[Self.folded(name)] }

  static func folded(_ name: String) -> String {
    name.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
  }
}

extension ImportWriting {
  /// The people that an export names by name or address; who is not known becomes a member, with an
  /// ID that is made of that name.
  mutating func people(_ names: [String], in workspace: Int64, at place: String)
    throws(ImportFailure) -> [Int64]
  {
    var known = try knownPeople(of: workspace)
    var ids: [Int64] = []
    var rest = names[...]
    while let name = rest.popFirst() {
      if let id = known[name] {
        ids.append(id)
        if known.isShared(name) {
          notes.remark(
            "person whose name several members have, taken for the one of them with the lowest ID",
            at: place)
        }
      } else if let next = rest.first, let id = known["\(name), \(next)"] {
        // A comma inside a name separates nothing.
        rest.removeFirst()
        ids.append(id)
      } else {
        let isAddress = name.contains("@")
        let id = DerivedID.of(.person, [String(workspace), name.lowercased()])
        let joined = try sqlite { connection throws(SQLiteError) in
          try JoinedPeople.find(id, on: connection)
        }
        if let joined {
          known.add(joined, [name])
          ids.append(joined)
          continue
        }
        try person(
          ["id": .integer(id), isAddress ? "email" : "username": .string(name)], in: workspace)
        known.add(id, [name])
        notes.remark(
          "person known only by \(isAddress ? "an address" : "a name"), made a member with an ID "
            + "that is made of it", at: place)
        ids.append(id)
      }
    }
    exports.people[workspace] = known
    return ids.withoutRepeats
  }

  private mutating func knownPeople(of workspace: Int64) throws(ImportFailure) -> KnownPeople {
    if let known = exports.people[workspace] { return known }
    let known = try sqlite { connection throws(SQLiteError) in
      try KnownPeople(of: workspace, on: connection)
    }
    exports.people[workspace] = known
    return known
  }

  /// The text Custom Field that holds a column: one of the List's that has its name, or one that is
  /// made of it. The export of a view writes `Name (drop down)`, of which the type stays in the
  /// name unless it is text.
  ///
  /// - Returns: nil where the List has a field of that name and of another type.
  mutating func exportField(
    _ column: String, of list: ListReference, in facts: ExportFacts
  ) throws(ImportFailure) -> FieldDefinition? {
    let known: [String: FieldDefinition]
    if let standing = exports.fields[list.id] {
      known = standing
    } else {
      let all = try sqlite { connection throws(SQLiteError) in
        try FieldRows.all(at: list.fieldLocations, on: connection)
      }
      known = Dictionary(all.map { ($0.name, $0) }) { Self.isText($0) ? $0 : $1 }
      exports.fields[list.id] = known
    }
    var (plain, isText) = ExportColumn.fieldName(column)
    // Several of one name would take each other's place.
    if facts.sharedNames.contains(plain) { (plain, isText) = (column, true) }
    if let field = known[column] ?? known[plain] {
      return Self.isText(field) ? field : nil
    }
    return FieldDefinition(
      id: DerivedID.uuid(["field", String(list.workspaceID), column]),
      name: isText ? plain : column, typeName: FieldType.text.rawValue,
      configuration: [:], dateCreated: now.rawValue, isHiddenFromGuests: false, isRequired: false)
  }

  private static func isText(_ field: FieldDefinition) -> Bool {
    field.type == .text || field.type == .shortText
  }
}
