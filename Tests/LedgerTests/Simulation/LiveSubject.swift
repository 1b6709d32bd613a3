import APICore

@testable import Ledger

/// The machine as the world asks it: the real one, or one with a guard taken away.
struct LiveSubject: Sendable {
  typealias Step = @Sendable (LiveOperation?, LiveEvent) -> LiveStep?
  typealias Decide =
    @Sendable (
      LiveOperation?, LiveCall, _ isOwnerAlive: Bool, _ hasLookedUp: Bool, _ now: Milliseconds
    ) -> Decision

  var step: Step = { LiveMachine.step($0, $1) }
  var decide: Decide = {
    Decision.of($0, for: $1, isOwnerAlive: $2, hasLookedUp: $3, at: $4)
  }

  // Guards of what carries the machine's actions out.
  var ignoresEpochs = false
  var ignoresClaims = false
  var syncsLate = false
  var readsTheWall = false
}

/// One guard taken away, and what the world must then notice.
struct LiveMutant: Sendable, CustomStringConvertible {
  let name: String
  let subject: LiveSubject
  var description: String { name }

  private init(_ name: String, _ change: (inout LiveSubject) -> Void) {
    self.name = name
    var subject = LiveSubject()
    change(&subject)
    self.subject = subject
  }

  /// One that changes what the machine made of an event.
  private init(
    _ name: String,
    stepping change:
      @escaping @Sendable (LiveOperation, LiveEvent, inout LiveStep) -> Void
  ) {
    self.init(name) {
      $0.step = { operation, event in
        guard var step = LiveMachine.step(operation, event) else { return nil }
        if let operation { change(operation, event, &step) }
        return step
      }
    }
  }

  static let all: [LiveMutant] = [
    LiveMutant("rows are stored without comparing the epoch") { $0.ignoresEpochs = true },
    LiveMutant("a result may be claimed twice") {
      $0.ignoresClaims = true
      $0.step = { operation, event in
        guard case .lookedUp(.matches(let matches, _, _, _), let start) = event else {
          return LiveMachine.step(operation, event)
        }
        let finding = LiveFinding.matches(matches, claimed: [], isMarked: true, rivals: 0)
        return LiveMachine.step(operation, .lookedUp(finding, startedAt: start))
      }
    },
    LiveMutant("rivals are not counted") {
      $0.step = { operation, event in
        guard case .lookedUp(.matches(let matches, let claimed, let isMarked, _), let start) = event
        else { return LiveMachine.step(operation, event) }
        let finding = LiveFinding.matches(
          matches, claimed: claimed, isMarked: isMarked, rivals: 0)
        return LiveMachine.step(operation, .lookedUp(finding, startedAt: start))
      }
    },
    LiveMutant("a row is not on disk when it was stored") { $0.syncsLate = true },
    LiveMutant("waits are measured by a clock that can be set") { $0.readsTheWall = true },
    LiveMutant("it is sent, and then stored") { _, _, step in step.actions.reverse() },
    LiveMutant("a dead owner frees the key") { operation, event, step in
      if case .ownerDied = event, operation.state == .dispatched {
        step.operation.state = .released
      }
    },
    LiveMutant("no answer is taken for no effect") { operation, event, step in
      if case .answered(.unclear, _, _) = event { step.operation.state = .released }
    },
    LiveMutant("it is presumed lost without waiting") { operation, event, step in
      if case .lookedUp = event, step.operation.state == .unknown {
        let first = step.operation.firstMiss ?? 0
        if (step.operation.lastMiss ?? 0) - first >= LiveWaits.standard.betweenLookUps {
          step.operation.state = .notApplied
        }
      }
    },
    LiveMutant("it is presumed lost after one look-up") { operation, event, step in
      if case .lookedUp(_, let start) = event, step.operation.state == .unknown,
        start - step.operation.settlesFrom >= LiveWaits.standard.settle
      {
        step.operation.state = .notApplied
      }
    },
    LiveMutant("the wait after an owner's death counts from what it had stored") {
      operation, event, step in
      if case .ownerDied = event { step.operation.settlesFrom = operation.settlesFrom }
    },
    LiveMutant("the wait after an unclear answer counts from what had been stored") {
      operation, event, step in
      if case .answered(.unclear, _, _) = event {
        step.operation.settlesFrom = operation.settlesFrom
      }
    },
    LiveMutant("a look-up of another call will do") {
      $0.decide = { operation, call, isOwnerAlive, _, now in
        Decision.of(
          operation, for: call, isOwnerAlive: isOwnerAlive, hasLookedUp: true, at: now)
      }
    },
    LiveMutant("a look-up of long ago will do") {
      $0.decide = { operation, call, isOwnerAlive, hasLookedUp, now in
        let decision = Decision.of(
          operation, for: call, isOwnerAlive: isOwnerAlive, hasLookedUp: hasLookedUp, at: now)
        return operation?.state == .notApplied && hasLookedUp && decision == .lookUp
          ? .resend : decision
      }
    },
    LiveMutant("it is sent again without another look") {
      $0.decide = { operation, call, isOwnerAlive, hasLookedUp, now in
        let decision = Decision.of(
          operation, for: call, isOwnerAlive: isOwnerAlive, hasLookedUp: hasLookedUp, at: now)
        return operation?.state == .notApplied && decision == .lookUp ? .resend : decision
      }
    },
    LiveMutant("a 2xx that comes late is ignored") {
      $0.step = { operation, event in
        if case .answered(.succeeded, let attempt, _) = event,
          operation?.state != .dispatched || operation?.attempt != attempt
        {
          return nil
        }
        return LiveMachine.step(operation, event)
      }
    },
    LiveMutant("a refused resend frees the key") { operation, event, step in
      if case .answered(.refused, _, _) = event { step.operation.state = .released }
    },
    LiveMutant("what turns up after a resend is not flagged") { operation, event, step in
      step.operation.duplicates = []
      if operation.state == .succeeded { step.operation.candidates = [] }
    },
    LiveMutant("several matches: the first one") { operation, event, step in
      if step.operation.state == .needsReview, let first = step.operation.candidates.first {
        step.operation.state = .succeeded
        step.operation.remoteID = first
        step.operation.hasAnswer = true
      }
    },
    LiveMutant("other arguments are not compared") {
      $0.decide = { operation, call, isOwnerAlive, hasLookedUp, now in
        let same = LiveCall(
          tool: call.tool, fingerprint: operation?.fingerprint ?? call.fingerprint)
        return Decision.of(
          operation, for: same, isOwnerAlive: isOwnerAlive, hasLookedUp: hasLookedUp, at: now)
      }
    },
    LiveMutant("a key whose answer is gone is free") {
      $0.decide = { operation, call, isOwnerAlive, hasLookedUp, now in
        let decision = Decision.of(
          operation, for: call, isOwnerAlive: isOwnerAlive, hasLookedUp: hasLookedUp, at: now)
        return decision == .expired ? .fresh : decision
      }
      $0.step = { operation, event in
        guard var free = operation, case .prepare = event else {
          return LiveMachine.step(operation, event)
        }
        free.state = .released
        return LiveMachine.step(free, event)
      }
    },
    LiveMutant("who waits for a living process sends it, too") {
      $0.decide = { operation, call, isOwnerAlive, hasLookedUp, now in
        let decision = Decision.of(
          operation, for: call, isOwnerAlive: isOwnerAlive, hasLookedUp: hasLookedUp, at: now)
        guard case .inProgress = decision else { return decision }
        return .fresh
      }
      $0.step = { operation, event in
        guard var free = operation, case .prepare = event else {
          return LiveMachine.step(operation, event)
        }
        free.state = .released
        return LiveMachine.step(free, event)
      }
    },
  ]
}
