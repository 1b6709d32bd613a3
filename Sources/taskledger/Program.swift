import APICore
import EmbeddedBackend
import Foundation
import Ledger
import LiveBackend
import SQLite
import Server
import Tools
import Transcript

/// Everything wired together: the one place that knows which backend, clock and identifiers are
/// used.
struct Program {
  private let wiring: Wiring
  var store: Store { wiring.store }
  var ledger: any WriteLedger { wiring.ledger }
  /// The embedded workspace, where it may be written.
  var workspace: EmbeddedBackend? { wiring.workspace }
  /// The embedded workspace only.
  var workspaceImport: WorkspaceImport? { wiring.workspaceImport }
  var identities: WorkspaceIdentities? { wiring.identities }
  /// The live service only.
  var live: LiveLedger<LiveBackend>? { wiring.live }
  /// Whether calls take long, and are carried out beside each other.
  var isRemote: Bool { wiring.isRemote }
  /// What a person should know although everything works.
  var warning: String? { wiring.warning }
  let tools: ToolRunner
  let clock: RequestClock
  /// Drops stored answers when they are old; run off the answer path.
  let retention: Retention

  /// What a program is made of beyond its options: real by default, injected when a transcript is
  /// run.
  struct Sources {
    var clock: any Clock = SystemClock()
    /// Measures the waits of the live ledger.
    var uptime: any Clock = UptimeClock()
    var waits = LiveWaits.standard
    /// How long requests to the live service may take.
    var limits = APIClient.Limits()
    /// What ClickUp's rate limit is of.
    var rateMinute = RateGovernor.minute
    var ids: any IDSource = SystemIDSource()
    /// What the store's secret is drawn from; it signs plans and keys fingerprints. A recording
    /// draws it from its seed, so that the `plan_id`s of its dry runs come out again.
    var secrets: any IDSource = SystemIDSource()
    /// Asked when a store is made, and not before: who it is takes longer than a start may.
    var owner: @Sendable () -> Owner = { Program.thisUser }
    /// For a profile that names no zone that is known here.
    var processZone = ProcessZone.own
    /// Where the token is named.
    var environment = ProcessEnvironment.variables
    var failpoints = Failpoints()
    /// A commit takes milliseconds: past this, something is wrong with the process that holds the
    /// store, and the caller still waits for an answer.
    var busyTimeoutMilliseconds: Int32 = 5_000
    /// Where what is newest is remembered a second time; see `stateFolder`.
    var stateFolder = Program.stateFolder(ProcessEnvironment.variables)
    /// The write-ahead log is emptied when it is longer.
    var checkpointBytes = Store.worthwhileBytes
  }

  /// - Parameters:
  ///   - path: where the store is, if not where the options say.
  ///   - isReadOnly: a store that is not there is not made.
  init(
    _ options: ProgramOptions, sources: Sources = Sources(), path: String? = nil,
    isReadOnly: Bool = false
  ) throws(UsageError) {
    let clock = RequestClock(sources.clock)
    let policy = try PolicyOptions.layers(options)
    wiring = try Self.wiring(
      options, sources: sources, clock: clock, path: path, isReadOnly: isReadOnly, policy: policy)
    self.clock = clock
    let days = try options.retentionDays()
    retention = Retention(
      LedgerStore(wiring.store), days: policy.policy.isReadOnly ? nil : days)
    let selection = try Self.selection(options, under: policy)
    tools = ToolRunner(
      selection.shown, hidden: selection.hidden, denied: selection.denied,
      ledger: wiring.ledger, clock: clock,
      options: ToolRunner.Options(
        backend: try BackendName(options).rawValue, workspaceID: options.value(of: .workspace),
        profile: options.value(of: .agent), memory: wiring.memory,
        processZone: sources.processZone))
  }

  /// A conversation with these tools.
  ///
  /// - Parameters:
  ///   - progressClock: measures the rate of progress notifications.
  ///   - send: writes a line ahead of the answers.
  func session(
    progressClock: any Clock, send: @escaping @Sendable ([UInt8]) -> Void,
    observe: (@Sendable (Exchange) -> Void)? = nil
  ) -> Session {
    let clock = self.clock
    return Session(
      tools: tools, identity: ServerIdentity(version: Help.version), clock: progressClock,
      hooks: Session.Hooks(
        beginRequest: {
          clock.beginRequest()
          return clock.now()
        }, send: send, observe: observe))
  }

  /// Ends what the process does in the store: from here on its unsettled writes are a dead owner's.
  func close() {
    live?.close()
    store.close()
  }

  /// ID and name of each Workspace in the store; none where it cannot be read.
  var workspaces: [[String]] {
    do throws(APIError) {
      let teams = try ledger.reader(workspaceID: "").read(.getWorkspaces)["teams"]?.array ?? []
      return teams.map { [$0["id"]?.string ?? "", $0["name"]?.string ?? ""] }
    } catch { return [] }
  }

  static func wiring(
    _ options: ProgramOptions, sources: Sources = Sources(), clock: RequestClock? = nil,
    path: String? = nil, isReadOnly: Bool, policy: PolicyLayers
  ) throws(UsageError) -> Wiring {
    let given = if let path { path } else { try storePath(options) }
    // The same store has the same name from wherever it is started.
    let isWhole = given.hasPrefix("/") || given == ":memory:"
    let path = isWhole ? given : FileManager.default.currentDirectoryPath + "/" + given
    let parts = Wiring.Parts(
      path: path, isReadOnly: isReadOnly,
      clock: clock ?? RequestClock(sources.clock), sources: sources, policy: policy)
    switch try BackendName(options) {
    case .embedded: return .embedded(parts, options)
    case .clickup:
      return try .clickUp(parts, options)
    }
  }

  static func selection(
    _ options: ProgramOptions, under policy: PolicyLayers
  ) throws(UsageError) -> Toolsets.Selection {
    let toolsets = Toolsets(
      toolsets: Self.common(.toolsets, in: options) ?? ["core"],
      tools: Self.common(.tools, in: options) ?? [], policy: policy)
    do throws(Toolsets.SelectionError) {
      return try toolsets.selection()
    } catch {
      throw UsageError(error.message)
    }
  }

  /// The toolsets or tools that option and variable both name; nil where neither is given.
  static func common(_ flag: Flag, in options: ProgramOptions) -> [String]? {
    let lists = options.given(flag).map { given in
      let names = ProgramOptions.list(given.value)
      return flag == .toolsets ? Toolsets.expanded(names) : names
    }
    guard let first = lists.first else { return nil }
    return lists.dropFirst().reduce(first) { common, list in
      guard flag == .toolsets else { return common.filter(list.contains) }
      return (common + list.filter { !common.contains($0) }).filter {
        Toolsets.names(common, switchOn: $0) && Toolsets.names(list, switchOn: $0)
      }
    }
  }

  /// `--store`, else the place that the XDG Base Directory Specification gives a program's data:
  /// https://specifications.freedesktop.org/basedir-spec/latest/
  static func storePath(_ options: ProgramOptions) throws(UsageError) -> String {
    if let path = options.value(of: .store) { return path }
    let environment = ProcessEnvironment.variables
    // The live service's ledger stands alone, in a file of its own.
    let file = try BackendName(options) == .embedded ? "workspace.db" : "clickup.db"
    // A relative path there is to be ignored, says the specification.
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      return data + "/taskledger/" + file
    }
    let home = HomeDirectory.path(in: environment)
    guard home.hasPrefix("/") else {
      throw UsageError(
        "there is no home directory to keep the workspace in; say where with `--store PATH` or "
          + "TASKLEDGER_STORE")
    }
    return home + "/.local/share/taskledger/" + file
  }

  /// The place that the XDG Base Directory Specification gives to what a program remembers of its
  /// runs; nil where there is no home. The ledger of the live service is remembered there too: when
  /// its own folder is lost or put back, what stands in it does not tell what was sent since.
  static func stateFolder(_ environment: [String: String]) -> String? {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      return state + "/taskledger"
    }
    let home = HomeDirectory.path(in: environment)
    return home.hasPrefix("/") ? home + "/.local/state/taskledger" : nil
  }

  /// The person who runs this, for whom a new store is made.
  static var thisUser: Owner {
    let fullName = NSFullUserName()
    let name = fullName.isEmpty ? NSUserName() : fullName
    return Owner(
      name: name.isEmpty ? "Me" : name, timeZone: ProcessZone.own.timeZone.identifier)
  }
}

extension ProcessZone {
  /// That of this very process.
  static var own: ProcessZone { ProcessZone(environment: ProcessEnvironment.variables) }
}
