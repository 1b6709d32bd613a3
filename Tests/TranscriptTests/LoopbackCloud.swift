import APICore
import EmbeddedBackend
import Foundation
import LoopbackClickUp
import Synchronization

@testable import taskledger

/// A ClickUp on this machine for transcripts of the live backend, with the transcript's clock.
final class LoopbackCloud: Sendable {
  private let server = Mutex<ClickUpServer?>(nil)
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "taskledger-\(ProcessInfo.processInfo.globallyUniqueString)")

  /// What a transcript's `fault` may say of the next write.
  private static let faults: [String: Fault] = [
    "lost answer": Fault(.applied, .close),
    "lost request": Fault(.skipped, .close),
    "failed after": Fault(.applied, .status(502)),
    "late": Fault(.late(after: nil), .close),
    "limited": Fault(.skipped, .limited(seconds: 7)),
    "ignored": Fault(.skipped, .answer),
  ]

  func start(
    _ clock: any Clock, _ owner: Owner, _ zone: ProcessZone
  ) throws(UsageError) -> Replay.Cloud {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let started = try ClickUpServer(
        clock: clock, owner: owner, zone: zone, seed: 7)
      server.withLock { $0 = started }
      return Replay.Cloud(
        store: folder.appendingPathComponent("clickup.db").path, address: started.address,
        token: ClickUpServer.token,
        fail: { name in
          if name == "late ones happen now" {
            started.applyLate()
          } else if let fault = Self.faults[name] {
            started.inject(nextWrites: [fault])
          }
        })
    } catch {
      throw UsageError("no service can be started: \(error)")
    }
  }

  /// What the published document says against what was sent.
  var problems: [String] { server.withLock { $0 }?.problems() ?? [] }

  func stop() {
    guard let started = server.withLock({ $0 }) else { return }
    started.stop()
    do { try FileManager.default.removeItem(at: folder) } catch {}
  }
}
