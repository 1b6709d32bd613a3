import APICore
import EmbeddedBackend
import Ledger
import SQLite

/// `--as EMAIL`: who one is in a Workspace of the embedded backend, which the store remembers.
enum ChosenPerson {
  /// How many people are named where one has to be chosen.
  private static let namedAtMost = 5

  /// - Throws: where the backend has it from the token.
  static func check(_ options: ProgramOptions) throws(UsageError) {
    guard options.command.flags.contains(.person), let said = options.given(.person).first,
      try BackendName(options) == .clickup
    else { return }
    throw UsageError(
      "`\(said.origin)` is for the embedded workspace; with `--backend clickup` the token says who "
        + "you are: leave it out")
  }

  /// Makes the choice hold before the first call.
  ///
  /// - Throws: where it cannot be made.
  static func settle(_ program: Program, _ options: ProgramOptions) throws(UsageError) {
    guard let email = options.value(of: .person), let identities = program.identities else {
      return
    }
    let layers = try PolicyOptions.layers(options)
    let refusal: String?
    do throws(SQLiteError) {
      refusal =
        try program.store.isAbsent()
        ? "there is nobody yet, as there is no workspace at \(program.store.path); bring one in: "
          + "taskledger import FILE … --as \(email)"
        : try settle(email, identities, options, layers)
    } catch {
      // The calls say that the store cannot be used, and hold the person against it themselves.
      return
    }
    if let refusal { throw UsageError("`--as \(email)`: \(refusal)") }
  }

  /// - Returns: why not.
  private static func settle(
    _ email: String, _ identities: WorkspaceIdentities, _ options: ProgramOptions,
    _ layers: PolicyLayers
  ) throws(SQLiteError) -> String? {
    let standings = try identities.standings()
    let chosen = options.value(of: .workspace)
    let candidates = standings.filter { chosen == nil || $0.workspaceID == chosen }
    guard candidates.count == 1, let standing = candidates.first else {
      let listed = standings.map { "\($0.workspaceID) \($0.workspace)" }.joined(separator: ", ")
      return "say in which Workspace; add `--workspace` with one of: \(listed)"
    }
    let workspace = standing.workspaceID
    let verdict = try identities.verdict(on: email, in: workspace)
    if case .free(let person) = verdict, layers.policy.isReadOnly {
      return "Workspace \(workspace) is worked in as \(name(standing.person)) so far, and nothing "
        + "may be changed here (\(layers.origins { $0.isReadOnly })); choose once without that: "
        + "taskledger --workspace \(workspace) --as \(person.email) call get_workspace"
    }
    return try refusal(
      of: identities.choose(email, in: workspace), email, in: workspace, identities)
  }

  /// - Returns: nil where the choice holds.
  static func refusal(
    of verdict: WorkspaceIdentities.Verdict, _ email: String, in workspace: String,
    _ identities: WorkspaceIdentities
  ) throws(SQLiteError) -> String? {
    switch verdict {
    case .stands, .free: return nil
    case .unknown:
      return "nobody in Workspace \(workspace) has this address; "
        + nearest(email, among: try identities.addresses(in: [workspace]))
    case .taken(let other, let writes):
      return "the ledger holds \(writes) \(writes == 1 ? "write" : "writes") of "
        + "\(name(other)) in Workspace \(workspace), which cannot become another's; work on as "
        + "\(other.email), or import into a store of its own (`--store PATH`)"
    }
  }

  static func nearest(_ email: String, among known: [WorkspaceIdentities.Address]) -> String {
    guard !known.isEmpty else { return "nobody is known there" }
    let near = NearestName.suggestions(
      for: email, among: known.map(\.email), atMost: namedAtMost)
    let shown = near.compactMap { email in known.first { $0.email == email } }
    return shown.isEmpty ? "known are \(few(known))" : "nearest are \(few(shown))"
  }

  /// An address that was made up is shown with the name that it stands for.
  static func few(_ known: [WorkspaceIdentities.Address]) -> String {
    let others = known.count - namedAtMost
    let shown = known.prefix(namedAtMost).map { address in
      address.name.map { "\(address.email) (\($0))" } ?? address.email
    }
    return shown.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
  }

  static func name(_ person: WorkspaceIdentities.Person) -> String {
    "\(person.name) <\(person.email)>"
  }
}
