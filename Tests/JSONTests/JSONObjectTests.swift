import Foundation
import JSON
import Synchronization
import Testing

/// The members of an object, few (found by comparing) and many (found by hashing).
struct JSONObjectTests {
  /// Random changes to an object and to a dictionary beside it: names in both normal forms, sizes
  /// on both sides of where the object begins to hash.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func sameAsADictionary(seed: UInt64) throws {
    var random = RandomValues(seed: seed)
    let names = (0..<(seed.isMultiple(of: 2) ? 40 : 200)).map { number in
      number.isMultiple(of: 3) ? "n\(number)\u{e9}" : "n\(number)e\u{301}"
    }
    var object = JSONObject()
    var dictionary: [String: JSONValue] = [:]
    var order: [String] = []
    for step in 0..<1_500 {
      // As the object may hold it, or in the other normal form.
      var name = names[Int(random.next() % UInt64(names.count))]
      if random.next().isMultiple(of: 2) { name = String(name.dropLast()) + "\u{e9}" }
      // Grows at first, shrinks afterwards.
      let removes = random.next() % 10 < (step < 700 ? 2 : 7)
      let value: JSONValue? = removes ? nil : .integer(Int64(step))
      if removes { order.removeAll { $0 == name } }
      if !removes, dictionary[name] == nil { order.append(name) }
      object[name] = value
      dictionary[name] = value
      try #require(object.keys == order)
      try #require(object[name] == value)
    }
    #expect(object.count == dictionary.count)
    for name in names { #expect(object[name] == dictionary[name]) }
    let other = JSONObject(dictionary)
    #expect(other == object)
    #expect(other.hashValue == object.hashValue)
    #expect(JSONValue.object(other).canonicalBytes == JSONValue.object(object).canonicalBytes)
  }

  @Test(arguments: [2, 64, 65, 200])
  func orderIsNoPartOfTheValue(count: Int) {
    let members = (0..<count).map { ("name\($0)", JSONValue.integer(Int64($0))) }
    let forwards = JSONObject(uniqueKeysWithValues: members)
    var backwards = JSONObject(uniqueKeysWithValues: members.reversed())
    #expect(forwards.keys == members.map(\.0))
    #expect(backwards.keys == members.map(\.0).reversed())
    #expect(forwards == backwards)
    #expect(forwards.hashValue == backwards.hashValue)
    #expect(Set([JSONValue.object(forwards), .object(backwards)]).count == 1)
    #expect(
      JSONValue.object(forwards).canonicalBytes == JSONValue.object(backwards).canonicalBytes)
    backwards["name0"] = -1
    #expect(forwards != backwards)
    #expect(JSONValue.object(forwards).canonicalBytes != JSONValue.object(backwards).canonicalBytes)
    backwards["name0"] = nil
    #expect(forwards != backwards)
    backwards["other"] = 0
    #expect(forwards != backwards)
  }

  @Test(arguments: [3, 64, 65, 200])
  func whatIsLeftIsFoundAfterRemoving(count: Int) {
    var object = JSONObject(
      uniqueKeysWithValues: (0..<count).map { ("\($0)", .integer(Int64($0))) })
    #expect(object.removeValue(forKey: "1") == 1)
    #expect(object.removeValue(forKey: "1") == nil)
    let even = object.filter { ($0.value.integer ?? 1).isMultiple(of: 2) }
    for number in 0..<count {
      #expect(object["\(number)"] == (number == 1 ? nil : .integer(Int64(number))))
      #expect(even["\(number)"] == (number.isMultiple(of: 2) ? .integer(Int64(number)) : nil))
    }
    object["1"] = "new"
    #expect(object.keys.last == "1")
    #expect(object.mapValues { _ in nil }["\(count - 1)"] == .null)
  }

  @Test(arguments: [1, 100])
  func mergingAsksWhatStays(count: Int) {
    let filling = JSONObject(uniqueKeysWithValues: (0..<count).map { ("\($0)", nil) })
    let left = filling.merging(["a": 1, "b": 2]) { _, new in new }
    let merged = left.merging(["b": 3, "c": 4]) { old, new in [old, new] }
    #expect(merged["a"] == 1 && merged["b"] == [2, 3] && merged["c"] == 4)
    #expect(merged.count == count + 3)
  }

  /// Building, looking up, copying on writing and comparing must not take quadratic time: here that
  /// would be minutes.
  @Test func hundredThousandMembers() throws {
    let count = 100_000
    var object = JSONObject()
    for number in 0..<count { object["member \(number)"] = .integer(Int64(number)) }
    for number in 0..<count { object["member \(number)"] = .integer(Int64(-number)) }
    let backwards = JSONObject(uniqueKeysWithValues: object.reversed().map { ($0.key, $0.value) })
    #expect(object == backwards)
    let text = JSONValue.object(object).canonicalBytes
    #expect(try JSONValue.parse(text) == .object(backwards))
  }

  /// 64 long names that differ only in their last character, and under canonical equivalence: the
  /// most that comparing instead of hashing can be made to cost.
  @Test(arguments: ["a", "\u{e9}", "e\u{301}"])
  func longNamesWithOneBeginning(filling: String) throws {
    let beginning = String(repeating: filling, count: 5_000)
    let members = (0..<64).map { "\"\(beginning)\(100 + $0)\":\($0)" }
    let start = ContinuousClock.now
    let value = try JSONValue.parse("{\(members.joined(separator: ","))}")
    #expect(value.object?.count == 64)
    #expect(value["\(beginning)163"] == 63)
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  /// As deep as any value that is read: comparing, hashing, writing and freeing recurse. 2 MB is a
  /// quarter of what a thread has on Linux, in a debug build, whose frames are several times larger.
  @Test func deepestValueOnASmallStack() {
    let text =
      String(repeating: "{\"a\":[", count: 256) + "1" + String(repeating: "]}", count: 256)
    let result = Mutex<[Bool]>([])
    let isDone = DispatchSemaphore(value: 0)
    let thread = Thread {
      let limits = JSONLimits(depth: 512)
      let values = [0, 1].compactMap { _ in try? JSONValue.parse(text, limits: limits) }
      result.withLock {
        $0 = [
          values.count == 2, values.first == values.last,
          values.first?.hashValue == values.last?.hashValue, values.first?.canonicalString == text,
        ]
      }
      isDone.signal()
    }
    thread.stackSize = 2 << 20
    thread.start()
    isDone.wait()
    #expect(result.withLock { $0 } == [true, true, true, true])
  }
}
