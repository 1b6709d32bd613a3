import APICore
import EmbeddedBackend
import Foundation
import Ledger
import LiveBackend
import SQLite

/// Which server of the published contract the tools work on.
enum BackendName: String, CaseIterable {
  case embedded
  case clickup

  /// Only what `--backend` (or its variable) says: a token alone never switches.
  init(_ options: ProgramOptions) throws(UsageError) {
    let name = options.value(of: .backend) ?? Self.embedded.rawValue
    guard let known = BackendName(rawValue: name) else {
      let names = Self.allCases.map(\.rawValue).joined(separator: " or ")
      throw UsageError("`--backend \(name)`: write \(names)")
    }
    self = known
  }
}

/// A backend with the ledger in front of it: the part of the program that differs between the two.
struct Wiring {
  let store: Store
  let ledger: any WriteLedger
  /// Where calls take long, they are carried out on threads.
  let isRemote: Bool
  /// The embedded workspace, where it may be written.
  var workspace: EmbeddedBackend?
  /// The embedded workspace only.
  var workspaceImport: WorkspaceImport?
  var identities: WorkspaceIdentities?
  /// The live service only.
  var live: LiveLedger<LiveBackend>?
  var service: LiveBackend?
  var memory: TokenMemory?
  /// What a person should know although everything works.
  var warning: String?
}

extension Wiring {
  /// What both backends are made with.
  struct Parts {
    let path: String
    let isReadOnly: Bool
    /// Read once a request.
    let clock: RequestClock
    let sources: Program.Sources
    let policy: PolicyLayers
  }

  static func embedded(_ parts: Parts, _ options: ProgramOptions) -> Wiring {
    let (clock, sources) = (parts.clock, parts.sources)
    let store = Store(
      path: parts.path, migrations: EmbeddedBackend.migrations + LedgerStore.migrations,
      isReadOnly: parts.isReadOnly, migrates: !parts.policy.policy.isReadOnly,
      busyTimeoutMilliseconds: sources.busyTimeoutMilliseconds, head: LedgerStore.headReading,
      seed: EmbeddedBackend.seed(owner: sources.owner(), clock: clock, ids: sources.ids))
    let backend = EmbeddedBackend(
      store: store, clock: clock, ids: sources.ids,
      identity: WorkspaceIdentity(
        workspaceID: options.value(of: .workspace), email: options.value(of: .person)),
      processZone: sources.processZone)
    let ledger = Ledger(
      store: store, backend: backend, clock: clock, ids: sources.ids, secrets: sources.secrets,
      failpoints: sources.failpoints, policy: parts.policy)
    return Wiring(
      store: store, ledger: ledger, isRemote: false,
      workspace: parts.policy.policy.isReadOnly ? nil : backend,
      workspaceImport: WorkspaceImport(store: store, clock: clock, ids: sources.ids),
      identities: WorkspaceIdentities(store: store) {
        (workspace, user, connection) throws(SQLiteError) in
        try LedgerStore.writesOfOthers(
          than: user, backend: BackendName.embedded.rawValue, workspaceID: workspace,
          on: connection)
      })
  }

  /// - Throws: where there is no address that a token may be sent to.
  static func clickUp(
    _ parts: Parts, _ options: ProgramOptions
  ) throws(UsageError) -> Wiring {
    let sources = parts.sources
    let store = Store(
      path: parts.path, migrations: LedgerStore.migrations + LiveBackend.migrations,
      isReadOnly: parts.isReadOnly, migrates: !parts.policy.policy.isReadOnly,
      busyTimeoutMilliseconds: sources.busyTimeoutMilliseconds, head: LedgerStore.headReading,
      secondMemory: sources.stateFolder)
    let (client, memory, warning) = try client(parts, store, options)
    let service = LiveBackend(client: client, evidence: try evidence(options))
    var waits = sources.waits
    // The ledger counts on what the client does.
    waits.deadline = sources.limits.exchange
    let ledger = LiveLedger(
      store: store, backend: service,
      sources: LiveSources(
        clock: sources.clock, uptime: sources.uptime, ids: sources.ids, secrets: sources.secrets,
        pause: { Thread.sleep(forTimeInterval: Double($0.rawValue) / 1_000) }),
      waits: waits, failpoints: sources.failpoints, policy: parts.policy)
    return Wiring(
      store: store, ledger: ledger, isRemote: true, live: ledger, service: service,
      memory: memory, warning: warning)
  }

  private static func client(
    _ parts: Parts, _ store: Store, _ options: ProgramOptions
  ) throws(UsageError) -> (APIClient, TokenMemory?, warning: String?) {
    let environment = parts.sources.environment
    do throws(SetUpError) {
      let address = try APIAddress(options.value(of: .clickupURL) ?? APIAddress.clickUp)
      let found: Token.Found
      do throws(SetUpError) { found = try Token.find(in: environment) } catch {
        // Hosts ask what a server can do before they are told of a token, and the ledger is read
        // without one. Each call says what is missing.
        let unset = try Token("unset")
        let exchange = NoExchange(reason: error.message)
        return (APIClient(exchange: exchange, token: unset, address: address), nil, error.message)
      }
      let governor = RateGovernor(
        store: parts.isReadOnly ? nil : store, token: found.token,
        minute: parts.sources.rateMinute)
      let client = APIClient(
        exchange: CurlExchange(environment: environment), token: found.token, address: address,
        userAgent: "taskledger/\(Help.version)", governor: governor, clock: parts.sources.clock,
        limits: parts.sources.limits)
      let memory = parts.isReadOnly ? nil : TokenMemory(store: store, token: found.token)
      return (client, memory, found.warning)
    } catch {
      throw UsageError("`--backend clickup`: \(error.message)")
    }
  }

  private static func evidence(_ options: ProgramOptions) throws(UsageError) -> EvidenceOptions {
    var evidence = EvidenceOptions(markerFieldID: options.value(of: .markerField))
    if let markers = options.value(of: .markers) {
      guard ["on", "off"].contains(markers) else {
        throw UsageError("`--markers \(markers)`: write on or off")
      }
      evidence.areCreatesMarked = markers == "on"
    }
    return evidence
  }
}

/// Where there is no token there is nobody to ask.
private struct NoExchange: HTTPExchange {
  /// What is missing, and what to do about it.
  let reason: String

  var missing: HTTPFailure? { failure }

  private var failure: HTTPFailure { HTTPFailure(.notSetUp, reason) }

  func send(
    _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
  ) throws(HTTPFailure) -> HTTPAnswer {
    throw failure
  }
}

extension Token {
  static func isNamed(in environment: [String: String]) -> Bool {
    ["CLICKUP_TOKEN", "CLICKUP_TOKEN_FILE"].contains { !(environment[$0] ?? "").isEmpty }
  }
}
