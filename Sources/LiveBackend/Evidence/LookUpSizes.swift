import APICore
import Synchronization

/// How many requests the look-ups of writes took that were looked for before.
///
/// Only a guess: one that is too small costs a wait in the middle of a look-up, one that is too
/// large places that are not used.
final class LookUpSizes: Sendable {
  private let sizes = Mutex<[WriteRequest: Int]>([:])

  /// What is made is looked for after asking who the caller is; what is set is read.
  private static func least(_ evidence: Evidence) -> Int { evidence.makesSomething ? 2 : 1 }
  /// Few writes are of unknown outcome at a time; of more than this nothing is remembered.
  private static let capacity = 256

  func size(for evidence: Evidence) -> Int {
    sizes.withLock { $0[evidence.request] } ?? Self.least(evidence)
  }

  func note(_ count: Int, for evidence: Evidence) {
    guard count > Self.least(evidence) else { return }
    sizes.withLock { sizes in
      guard sizes[evidence.request] ?? 0 < count else { return }
      if sizes.count >= Self.capacity { sizes = [:] }
      sizes[evidence.request] = count
    }
  }
}
