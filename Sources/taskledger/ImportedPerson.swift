import EmbeddedBackend
import Foundation
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
    let read = Set(try stage.addresses()).subtracting(standing.map(\.email)).sorted()
    let known = read.map { WorkspaceIdentities.Address(email: $0) } + standing
    let wanted = email.trimmingCharacters(in: .whitespaces).lowercased()
    guard !known.contains(where: { $0.email.lowercased() == wanted }) else { return nil }
    if try !program.store.isAbsent(), try identities.isOfJoined(email) { return nil }
    return "`--as \(email)`: nobody has this address, neither in the store nor in what was read; "
      + ChosenPerson.nearest(email, among: known) + "; nothing was imported"
  }

  /// Chooses whom `--as` names, else whom the answers themselves name.
  func settle(after report: ImportReport) throws(SQLiteError) -> Settled {
    let spoken = workspace.map { [$0] } ?? report.workspaceIDs
    let joinings = try identities.joinPeople(in: spoken)
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
    return Settled(standings: standings, joinings: joinings, refusals: refusals)
  }

  /// What an import comes to for the people of its Workspaces.
  struct Settled {
    /// As whom each Workspace is worked in.
    let standings: [WorkspaceIdentities.Standing]
    /// Who was found to be one person.
    let joinings: [WorkspaceIdentities.Joining]
    /// Why somebody who was asked for is not worked as.
    let refusals: [String]
  }

  // MARK: Saying it

  func text(of settled: Settled) throws(SQLiteError) -> String {
    var lines = settled.joinings.map(Self.text)
    for standing in settled.standings {
      let place = "\(standing.workspaceID) \(standing.workspace)"
      if standing.isChosen {
        lines.append("In \(place) you are \(ChosenPerson.name(standing.person)).")
        continue
      }
      let known = try identities.addresses(in: [standing.workspaceID])
        .filter { $0.email != standing.person.email }
      lines.append(
        "In \(place) you are \(ChosenPerson.name(standing.person)), who made this store"
          + (known.isEmpty
            ? "."
            : "; to be one of its people, say `--as EMAIL` before the first write: "
              + ChosenPerson.few(known)))
    }
    return lines.joined(separator: "\n")
  }

  private static func text(of joining: WorkspaceIdentities.Joining) -> String {
    let (derived, real) = (joining.derived, joining.real)
    let (old, new) = (ChosenPerson.name(derived), ChosenPerson.name(real))
    guard joining.writes > 0 else {
      return "\(old) and \(new) are one person: what was the first one's is the second one's now, "
        + "and `--as \(derived.email)` means the second"
    }
    let writes = joining.writes == 1 ? "a write" : "\(joining.writes) writes"
    return "\(old) and \(new) may be one person, and stay two: the ledger holds \(writes) of the "
      + "first, which cannot become another's; work on with `--as \(derived.email)`, or import "
      + "into a store of its own (`--store PATH`)"
  }

  static func json(_ settled: Settled) -> JSONObject {
    let standings = settled.standings.map { standing -> JSONValue in
      [
        "workspace_id": .string(standing.workspaceID), "id": .string(standing.person.id),
        "username": .string(standing.person.name), "email": .string(standing.person.email),
        "chosen": .bool(standing.isChosen),
      ]
    }
    guard !settled.joinings.isEmpty else { return ["you": .array(standings)] }
    let joinings = settled.joinings.map { joining -> JSONValue in
      [
        "from": .string(joining.derived.id), "to": .string(joining.real.id),
        "joined": .bool(joining.writes == 0),
      ]
    }
    return ["you": .array(standings), "one_person": .array(joinings)]
  }
}
