import JSON
import Testing

/// Properties of reading and writing together, over seeded random values.
struct JSONRoundTripTests {
  @Test(arguments: 0..<200 as Range<UInt64>)
  func canonicalTextReadsBackAsTheValue(seed: UInt64) throws {
    var random = RandomValues(seed: seed)
    let value = random.value(depth: 6)
    let text = value.canonicalBytes
    let read = try JSONValue.parse(text)
    #expect(read == value)
    #expect(read.canonicalBytes == text)
  }

  @Test func everyDoubleReadsBackExactly() throws {
    var random = RandomValues(seed: 1)
    var doubles = (0..<4_000).map { _ in random.double() }
    // Each power of ten and its neighbours, where the forms change and the digits are longest.
    for exponent in -323...308 {
      let power = try #require(Double("1e\(exponent)"))
      doubles += [power, power.nextUp, power.nextDown, -power, power * 1.2345678901234567]
    }
    let value = JSONValue.array(doubles.filter(\.isFinite).map { JSONValue($0) })
    #expect(try JSONValue.parse(value.canonicalBytes) == value)
  }

  @Test func everyIntegerReadsBackExactly() throws {
    var random = RandomValues(seed: 2)
    let value = JSONValue.array(
      (0..<64).flatMap { shift in
        (0..<20).map { _ in .integer(Int64(truncatingIfNeeded: random.next() >> UInt64(shift))) }
          + [.integer(.max >> shift), .integer(.min >> shift)]
      })
    #expect(try JSONValue.parse(value.canonicalBytes) == value)
  }

  /// Whatever is refused is one clear error, and what was read is written to a text that reads back
  /// as the same.
  @Test(arguments: 0..<60 as Range<UInt64>)
  func damagedTexts(seed: UInt64) throws {
    var random = RandomValues(seed: seed)
    let text = random.value(depth: 4).canonicalBytes
    let alphabet =
      Array("{}[]\",:\\/utfn0123456789.eE+- \u{0}\u{1f}é\u{feff}".utf8) + [0xFF, 0xED, 0xA0]
    for _ in 0..<40 {
      var damaged = text
      for _ in 0...Int(random.next() % 3) {
        let place = Int(random.next() % UInt64(damaged.count + 1))
        let byte = alphabet[Int(random.next() % UInt64(alphabet.count))]
        switch random.next() % 3 {
        case 0: damaged.insert(byte, at: place)
        case 1 where place < damaged.count: damaged[place] = byte
        case 2 where place < damaged.count: damaged.remove(at: place)
        default: break
        }
      }
      do throws(JSONReadError) {
        let value = try JSONValue.parse(damaged)
        let canonical = value.canonicalBytes
        #expect(try JSONValue.parse(canonical) == value)
      } catch {
        #expect(!error.message.isEmpty)
        #expect((0...damaged.count).contains(error.offset))
      }
    }
  }

  @Test func everyBeginningOfATextIsMalformed() throws {
    let text = Array(#"{"a":[1.5e3,"\u00e9\n€",{"b":null}],"c":-0}"#.utf8)
    _ = try JSONValue.parse(text)
    for count in text.indices {
      let error = #expect(throws: JSONReadError.self) { try JSONValue.parse(text[..<count]) }
      #expect(error?.kind == .malformed, "\(count) bytes")
    }
  }
}

/// Seeded random values (SplitMix64).
struct RandomValues {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func double() -> Double {
    let double = Double(bitPattern: next())
    return double.isFinite ? double : Double(next()) / 7
  }

  mutating func string() -> String {
    let ranges: [ClosedRange<UInt32>] = [
      0x61...0x7A, 0x20...0x7E, 0x00...0x1F, 0xA0...0x24F, 0x2000...0x20FF, 0xE000...0xFFFF,
      0x1F600...0x1F64F,
    ]
    var scalars = String.UnicodeScalarView()
    for _ in 0..<(next() % 12) {
      let range = ranges[Int(next() % UInt64(ranges.count))]
      let code = range.lowerBound + UInt32(next() % UInt64(range.count))
      if let scalar = Unicode.Scalar(code) { scalars.append(scalar) }
    }
    return String(scalars)
  }

  mutating func value(depth: Int) -> JSONValue {
    switch next() % (depth == 0 ? 6 : 10) {
    case 0: .null
    case 1: .bool(next().isMultiple(of: 2))
    case 2: .integer(Int64(truncatingIfNeeded: next() >> (next() % 64)))
    case 3: JSONValue(double())
    case 4, 5: .string(string())
    case 6, 7: .array((0..<(next() % 6)).map { _ in value(depth: depth - 1) })
    default:
      .object(
        JSONObject(
          (0..<(next() % 20)).map { _ in (string(), value(depth: depth - 1)) },
          uniquingKeysWith: { first, _ in first }))
    }
  }
}
