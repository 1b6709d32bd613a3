import Foundation
import Synchronization
import Testing

@testable import SQLite

@Suite struct SentinelTests {
  /// A shorter note would leave the end of the last one until the file is cut: whoever reads it
  /// between the two, or dies there, finds it damaged. One checksum in sixteen begins with a zero.
  @Test func everyNoteOfAStoreHasOneLength() throws {
    let folder = try TemporaryFolder()
    let sentinel = Sentinel(path: folder.file("store.db-sentinel"))
    var lengths: Set<Int> = []
    for sequence in Int64(0)..<200 {
      let head = StoreHead(storeID: "store", sequence: sequence, hash: "hash")
      try sentinel.write(head)
      #expect(sentinel.read() == .head(head))
      lengths.insert(try folder.size(of: "store.db-sentinel"))
    }
    #expect(lengths.count == 1, "\(lengths)")
  }

  /// Reading is not held up by a write: the page may hold half of each note for a moment.
  @Test func aNoteIsReadWholeWhileOthersAreWritten() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("store.db-sentinel")
    let hashes = ["a", "b"].map { String(repeating: $0, count: 64) }
    let heads = hashes.map { StoreHead(storeID: "store", sequence: 1, hash: $0) }
    try Sentinel(path: path).write(heads[0])
    let isOver = Atomic(false)
    let ended = DispatchSemaphore(value: 0)
    for _ in 0..<2 {
      Thread {
        var round = 0
        while !isOver.load(ordering: .relaxed) {
          do throws(SQLiteError) { try Sentinel(path: path).write(heads[round % 2]) } catch {
            Issue.record(error)
          }
          round += 1
        }
        ended.signal()
      }.start()
    }
    let unreadable = (0..<50_000).count { _ in Sentinel(path: path).read() == .unreadable }
    isOver.store(true, ordering: .relaxed)
    ended.wait()
    ended.wait()
    #expect(unreadable == 0)
  }
}
