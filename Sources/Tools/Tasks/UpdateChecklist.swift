/// `update_checklist`: another name for a checklist, or another place among those of its task.
enum UpdateChecklist: ChangingTool {
  typealias Site = OnChecklist
  typealias Form = ChecklistForm
}
