import APICore
import EmbeddedBackend
import JSON
import SQLite

/// The Workspace that is served, and the one that reads see while something is invisible.
///
/// Both begin alike and are told the same writes, each with its own time and seed, so that
/// identifiers are the same on both; the second one is not told what is not to be seen yet.
struct Copies: Sendable {
  let owner: Owner
  let start: Milliseconds
  let seed: UInt64
  /// What is taken for a person whose profile names no zone; of the real service it is not recorded.
  let zone: ProcessZone
  private let truth: Store
  private var stale: Store?
  /// How many effects the stale copy was told, or was not to be told.
  private var told = 0
  private var hidden: Set<Int> = []

  init(owner: Owner, start: Milliseconds, seed: UInt64, zone: ProcessZone) {
    self.owner = owner
    self.start = start
    self.seed = seed
    self.zone = zone
    truth = Self.store(owner, start, seed)
  }

  private static func store(_ owner: Owner, _ start: Milliseconds, _ seed: UInt64) -> Store {
    Store(
      path: ":memory:", migrations: EmbeddedBackend.migrations,
      seed: EmbeddedBackend.seed(
        owner: owner, clock: ManualClock(start), ids: SeededIDSource(seed: seed)))
  }

  /// Changes the truth.
  ///
  /// - Parameter isRehearsal: answers what would be answered, and changes nothing.
  func write(
    _ request: WriteRequest, at time: Milliseconds, seed: UInt64, isRehearsal: Bool = false
  ) throws(APIError) -> JSONValue {
    try write(request, at: time, seed: seed, isRehearsal: isRehearsal, to: truth)
  }

  /// Reads what is to be seen.
  mutating func read(
    _ request: ReadRequest, at time: Milliseconds, effects: [Effect]
  ) throws(APIError) -> JSONValue {
    if !hidden.isEmpty { bringUp(to: effects) }
    let store = stale ?? truth
    return try backend(store, time, seed).read(request)
  }

  mutating func hide(_ order: Int) { hidden.insert(order) }

  mutating func reveal() {
    hidden = []
    stale = nil
    told = 0
  }

  private mutating func bringUp(to effects: [Effect]) {
    let store = stale ?? Self.store(owner, start, seed)
    stale = store
    for effect in effects[told...] where !hidden.contains(effect.order) {
      do throws(APIError) {
        _ = try write(effect.request, at: effect.time, seed: effect.seed, to: store)
      } catch {
        // It builds on what is hidden, and so is not to be seen either.
      }
    }
    told = effects.count
  }

  private func write(
    _ request: WriteRequest, at time: Milliseconds, seed: UInt64, isRehearsal: Bool = false,
    to store: Store
  ) throws(APIError) -> JSONValue {
    let backend = backend(store, time, seed)
    func body(_ transaction: Transaction) throws(APIError) -> JSONValue {
      try backend.write(request, in: transaction)
    }
    return try store.write(keeps: !isRehearsal, body)
  }

  private func backend(
    _ store: Store, _ time: Milliseconds, _ seed: UInt64
  ) -> EmbeddedBackend {
    EmbeddedBackend(
      store: store, clock: ManualClock(time), ids: SeededIDSource(seed: seed),
      processZone: zone)
  }
}
