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
      #expect(sentinel.write(head))
      #expect(sentinel.read() == .head(head))
      lengths.insert(try folder.size(of: "store.db-sentinel"))
    }
    #expect(lengths.count == 1, "\(lengths)")
  }
}
