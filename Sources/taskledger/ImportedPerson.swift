import EmbeddedBackend
import JSON
import SQLite

/// Who one is in the Workspaces that an import spoke of.
struct ImportedPerson {
  let identities: WorkspaceIdentities
  /// What `--as` says.
  let email: String?
  /// What `--workspace` says.
  let workspace: String?

  /// - Returns: why the import is not begun; nil where somebody has the address.
  func refusal(before stage: ImportStage, in program: Program) throws(SQLiteError) -> String? {
    guard let email else { return nil }
    let standing = try program.store.isAbsent() ? [] : identities.addresses()
    let known = Set(standing + (try stage.addresses()))
    let wanted = email.lowercased()
    guard !known.contains(where: { $0.lowercased() == wanted }) else { return nil }
    return "`--as \(email)`: nobody has this address, neither in the store nor in what was read; "
      + ChosenPerson.nearest(email, among: known.sorted()) + "; nothing was imported"
  }

  /// Chooses whom `--as` names, else whom the answers themselves name.
  ///
  /// - Returns: as whom each Workspace is worked in, and why not as the one who was asked for.
  func settle(
    after report: ImportReport
  ) throws(SQLiteError) -> (standings: [WorkspaceIdentities.Standing], refusals: [String]) {
    let spoken = workspace.map { [$0] } ?? report.workspaceIDs
    var refusals: [String] = []
    if let email {
      let verdicts = try spoken.map { id throws(SQLiteError) in
        (id: id, verdict: try identities.choose(email, in: id))
      }
      // Where several came in, a person need not be in all of them.
      let isSomewhere = verdicts.contains { $0.verdict != .unknown }
      for (id, verdict) in verdicts where verdict != .unknown || !isSomewhere {
        if let reason = try ChosenPerson.refusal(of: verdict, email, in: id, identities) {
          refusals.append("`--as \(email)`: \(reason); what was read came in")
        }
      }
    } else {
      _ = try identities.chooseRecorded(in: spoken)
    }
    let standings = try identities.standings().filter { spoken.contains($0.workspaceID) }
    return (standings, refusals)
  }

  // MARK: Saying it

  func text(of standings: [WorkspaceIdentities.Standing]) throws(SQLiteError) -> String {
    var lines: [String] = []
    for standing in standings {
      let place = "\(standing.workspaceID) \(standing.workspace)"
      if standing.isChosen {
        lines.append("In \(place) you are \(ChosenPerson.name(standing.person)).")
        continue
      }
      let known = try identities.addresses(in: [standing.workspaceID])
        .filter { $0 != standing.person.email }
      lines.append(
        "In \(place) you are \(ChosenPerson.name(standing.person)), who made this store"
          + (known.isEmpty
            ? "."
            : "; to be one of its people, say `--as EMAIL` before the first write: "
              + ChosenPerson.few(known)))
    }
    return lines.joined(separator: "\n")
  }

  static func json(_ standings: [WorkspaceIdentities.Standing]) -> JSONValue {
    .array(
      standings.map { standing in
        [
          "workspace_id": .string(standing.workspaceID), "id": .string(standing.person.id),
          "username": .string(standing.person.name), "email": .string(standing.person.email),
          "chosen": .bool(standing.isChosen),
        ]
      })
  }
}
