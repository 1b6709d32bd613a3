import APICore
import Foundation
import JSON
import LoopbackClickUp
import Synchronization
import Testing

@testable import LiveBackend

/// Handles of libcurl go from thread to thread, and exchanges end while others begin.
struct ExchangeStressTests {
  /// A thread's; by environment variable as many as asked for.
  private static let rounds =
    ProcessInfo.processInfo.environment["TASKLEDGER_EXCHANGES"].flatMap(Int.init) ?? 100

  /// Eight read and one writes in a running server.
  private static let threads = 9

  /// Runs the work on as many threads as a running server has, and returns when all have ended.
  private func onThreads(_ work: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for number in 0..<Self.threads {
      group.enter()
      let thread = Thread {
        work(number)
        group.leave()
      }
      thread.start()
    }
    group.wait()
  }

  @Test(arguments: [Reaction.close, .reset, .answer(Reply(200, text: "{}"))])
  func exchangesEndWhileOthersBegin(reaction: Reaction) throws {
    let server = try HTTPServer { _ in reaction }
    let origin = server.origin
    let exchange = CurlExchange()
    let ended = Atomic(0)
    onThreads { _ in
      for _ in 0..<Self.rounds {
        _ = try? exchange.send(
          HTTPRequest(.post, origin + "/a"), onFreshConnection: true, within: 20_000)
        ended.wrappingAdd(1, ordering: .relaxed)
      }
    }
    #expect(ended.load(ordering: .relaxed) == Self.threads * Self.rounds)
  }

  /// The deadline falls into the time in which the answer comes.
  @Test(arguments: [true, false])
  func anExchangeIsGivenUpWhileItsAnswerArrives(isFresh: Bool) throws {
    let server = try HTTPServer { _ in .answer(Reply(200, text: "{}")) }
    let origin = server.origin
    let exchange = CurlExchange()
    let outcomes = Mutex<[Int?: Int]>([:])
    onThreads { number in
      for round in 0..<Self.rounds {
        let status: Int?
        do throws(HTTPFailure) {
          let answer = try exchange.send(
            HTTPRequest(.get, origin + "/a"), onFreshConnection: isFresh,
            within: Milliseconds(Int64((round + number) % 12)))
          status = answer.status
        } catch {
          status = nil
        }
        outcomes.withLock { $0[status, default: 0] += 1 }
      }
    }
    let counts = outcomes.withLock { $0 }
    #expect(counts.values.reduce(0, +) == Self.threads * Self.rounds)
    #expect(counts.keys.allSatisfy { $0 == nil || $0 == 200 })
  }
}
