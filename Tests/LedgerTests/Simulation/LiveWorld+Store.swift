import APICore

@testable import Ledger

// The store: what is kept of the rows, and what a crash leaves of that.
extension LiveWorld {
  enum Saving { case saved, overtaken, full }

  mutating func save(
    _ key: Int, _ operation: LiveOperation, over epoch: Int64?, _ machine: LiveSubject,
    lookedAt: Milliseconds? = nil
  ) -> Saving {
    guard !isDiskFull else { return .full }
    guard rows[key]?.epoch == epoch || machine.ignoresEpochs else { return .overtaken }
    let claim = rows[key]?.remoteID == nil ? operation.remoteID : nil
    if let claim, !machine.ignoresClaims,
      rows.indices.contains(where: { $0 != key && rows[$0]?.results.contains(claim) == true })
    {
      return .overtaken
    }
    check(key, from: rows[key], to: operation, lookedAt: lookedAt)
    if setup.seesWhatStood, operation.state == .prepared { noteWhatStands(key) }
    write(machine) { $0[key] = operation }
    if let saved = disk[key], saved.state == .dispatched {
      witnesses[key].dispatched = saved.attempt
    }
    return .saved
  }

  /// Retention drops an answer, which is not a change that the machine is asked about.
  mutating func forgetAnswer(_ key: Int, _ machine: LiveSubject) {
    guard !isDiskFull else { return }
    write(machine) { $0[key]?.hasAnswer = false }
  }

  private mutating func write(_ machine: LiveSubject, _ change: (inout [LiveOperation?]) -> Void) {
    if machine.syncsLate { disk = rows }
    change(&rows)
    if !machine.syncsLate { disk = rows }
  }

  /// Records what came late, or could not be recorded before.
  mutating func record(_ index: Int, _ machine: LiveSubject) {
    guard let pending = processes[index].pending.first else { return }
    let isMeant = pending.epoch == nil || pending.epoch == rows[pending.key]?.epoch
    if isMeant, let step = machine.step(rows[pending.key], pending.event) {
      for case .save(let epoch) in step.actions {
        if case .full = save(pending.key, step.operation, over: epoch, machine) { return }
      }
    }
    if pending.event.isProof { witnesses[pending.key].isProven = true }
    processes[index].pending.removeFirst()
  }
}
