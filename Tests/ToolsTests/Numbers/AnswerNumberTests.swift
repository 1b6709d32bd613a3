import APICore
import JSON
import LiveBackend
import LoopbackClickUp
import Synchronization
import TestSupport
import Testing

@testable import Tools

/// Whatever number the service answers with, in any place of any answer: no tool ends the process,
/// and none breaks what its schema promises.
@Suite struct AnswerNumberTests {
  @Test(arguments: SchemaFiles.all)
  func noNumberIsTooLarge(_ file: SchemaFiles.File) throws {
    let definition = try file.definition()
    let isReadOnly = definition.isReadOnly
    let examples = definition.examples.filter { $0["cursor"] == nil && $0["dry_run"] != true }
    let draws = SeededIDSource(seed: 8)
    func drawn(_ count: Int) -> [String] {
      let numbers = BoundaryNumbers.numbers
      return (0..<count).map { _ in numbers[Int(draws.next() % UInt64(numbers.count))] }
    }
    for (index, example) in (isReadOnly ? examples : Array(examples.prefix(1))).enumerated() {
      var world = try TwistedWorld()
      var places = try world.places(file.name, example)
      if !isReadOnly {
        // Each takes a world of its own; which ones are asked is the same in each run.
        places = (0..<min(6, places.count)).map { _ in
          places[Int(draws.next() % UInt64(places.count))]
        }
      }
      for place in places {
        // What only reads leaves the world as it was, and so can be asked more.
        for number in drawn(isReadOnly && index == 0 ? 2 : 1) {
          if !isReadOnly { world = try TwistedWorld() }
          // Every second write loses its answer, so that it is looked for among the others.
          let isLost = !isReadOnly && draws.next() % 2 == 1
          let answer = try world.call(
            file.name, example, Twist(place: place, number: number), losingWrites: isLost)
          guard case .failure(let error) = answer else { continue }
          #expect(
            error.code != .internalError && !error.message.isEmpty,
            "\(file.name), \(place) is \(number): \(error.message)")
        }
      }
    }
  }

  /// What every answer says beside its body.
  @Test(arguments: ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"])
  func noHeaderIsTooLarge(_ header: String) throws {
    for number in BoundaryNumbers.numbers {
      let world = try TwistedWorld()
      let answer = try world.call(
        "get_task", ["task_id": "$task"], nil, headers: [header: number])
      // Nothing left of the limit is a wait that is told.
      guard case .failure(let error) = answer else { continue }
      #expect(error.code != .internalError, "\(header) \(number): \(error.message)")
    }
  }
}

/// One place of the answers of a route.
struct AnswerPlace: Hashable, Comparable, CustomStringConvertible {
  let route: String
  /// Names of members; "*" for the elements of an array.
  let path: [String]

  var description: String { "\(route) /\(path.joined(separator: "/"))" }
  static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}

struct Twist: Sendable {
  let place: AnswerPlace
  let number: String
}

/// The world of the examples behind a service that answers with other numbers.
private struct TwistedWorld {
  private let world: ExampleWorld
  private let routes: TwistedRoutes

  init() throws {
    let routes = TwistedRoutes()
    world = try ExampleWorld(
      isLive: true,
      between: { served in
        routes.serve(served)
        return routes
      })
    self.routes = routes
  }

  /// Where the answers to one call have numbers; it is carried out.
  func places(_ tool: String, _ example: JSONValue) throws -> [AnswerPlace] {
    routes.change { $0 = TwistedRoutes.State(served: $0.served) }
    _ = try world.callSayingYes(tool, try world.filled(example))
    return routes.places.sorted()
  }

  func call(
    _ tool: String, _ example: JSONValue, _ twist: Twist?, losingWrites: Bool = false,
    headers: [String: String] = [:]
  ) throws -> Result<ToolOutput, ToolError> {
    let arguments = try world.filled(example)
    routes.change {
      $0.twist = twist
      $0.losesWrites = losingWrites
      $0.headers = headers
    }
    defer { routes.change { $0 = TwistedRoutes.State(served: $0.served) } }
    return try world.callSayingYes(tool, arguments)
  }
}

/// Changes one number in the answers of the routes behind it.
private final class TwistedRoutes: HTTPExchange {
  struct State {
    var served: (any HTTPExchange)?
    var twist: Twist?
    var losesWrites = false
    var headers: [String: String] = [:]
    var places: Set<AnswerPlace> = []
  }

  private let state = Mutex(State())

  func serve(_ served: any HTTPExchange) { change { $0.served = served } }
  func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
  var places: Set<AnswerPlace> { state.withLock { $0.places } }

  func send(
    _ request: HTTPRequest, onFreshConnection: Bool, within deadline: Milliseconds
  ) throws(HTTPFailure) -> HTTPAnswer {
    let state = state.withLock { $0 }
    guard let served = state.served else { throw HTTPFailure(.notConnected, "nobody is there") }
    let answer = try served.send(
      request, onFreshConnection: onFreshConnection, within: deadline)
    if state.losesWrites, request.method != .get { throw HTTPFailure(.broken, "lost") }
    guard let route = Self.route(of: request), let body = BoundaryNumbers.parsed(bytes: answer.body)
    else { return answer }
    note(body, route, [])
    var bytes = answer.body
    if let twist = state.twist, twist.place.route == route {
      let text = Self.replacing(twist.place.path[...], in: body).canonicalString
      bytes = Array(
        text.replacing("\"\(Self.sign)\"", with: twist.number)
          .replacing(Self.textSign, with: twist.number).utf8)
    }
    return HTTPAnswer(
      status: answer.status, headers: answer.headers.merging(state.headers) { $1 }, body: bytes)
  }

  private static func route(of request: HTTPRequest) -> String? {
    do {
      let target = String(request.url.dropFirst(ServedRoutes.origin.count))
      return "\(try RequestDecoding.decode(request.method.rawValue, target).0)"
    } catch { return nil }
  }

  private func note(_ json: JSONValue, _ route: String, _ path: [String]) {
    switch json {
    case .array(let elements): for element in elements { note(element, route, path + ["*"]) }
    case .object(let members):
      for (name, member) in members { note(member, route, path + [name]) }
    default:
      guard Self.isNumber(json) else { return }
      change { $0.places.insert(AnswerPlace(route: route, path: path)) }
    }
  }

  /// A number, or a text that is one, as IDs and instants are.
  private static func isNumber(_ json: JSONValue) -> Bool {
    switch json {
    case .integer, .double: true
    case .string(let text):
      !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    default: false
    }
  }

  /// Stand for the number until the text is written: not every one is a JSON value. What is a text
  /// stays one.
  private static let (sign, textSign) = ("the number", "the numeral")

  private static func replacing(_ path: ArraySlice<String>, in json: JSONValue) -> JSONValue {
    guard let name = path.first else {
      guard isNumber(json) else { return json }
      return .string(json.string == nil ? sign : textSign)
    }
    let rest = path.dropFirst()
    if name == "*", let elements = json.array {
      return .array(elements.map { replacing(rest, in: $0) })
    }
    guard var members = json.object, let member = members[name] else { return json }
    members[name] = replacing(rest, in: member)
    return .object(members)
  }
}
