using MedSsl.Contracts.Documents;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>What a withdrawal does not remove, said plainly.</summary>
internal static class Remains
{
    public static List<string> Of(IReadOnlyList<WithdrawalStamp> runs, IReadOnlyList<StampedModel> models, IReadOnlyDictionary<string, int> references)
    {
        var remains = new List<string>();
        foreach (var run in runs)
        {
            var weights = string.Join(", ", models.Where(model => model.RunId == run.RunId).Select(model => $"{model.Model} version {model.Version}"));
            var kept = $"checkpoints and weights{(weights.Length > 0 ? $" ({weights})" : "")}";
            var inherited = run.InitialWeights is { } initial ? $" It began with the weights {initial}, which have the influence of images of the patient." : "";
            remains.Add(run.SampleCount == 0
                ? $"Run {run.RunId} had no image of the patient in its dataset ({run.Dataset} version {run.DatasetVersion}).{inherited} Its {kept} may keep some of it: to be free of it, train again from other weights."
                : $"Run {run.RunId} had {run.SampleCount} images or volumes of the patient in its dataset ({run.Dataset} version {run.DatasetVersion}). {Exposure(run)} " +
                $"Its {kept} keep whatever influence these images had; removing images does not remove it. {Checkpoint(run)}{inherited}");
        }

        foreach (var (key, samples) in references)
        {
            remains.Add($"The reference energies {key} are means over many images, {samples} of them of the patient. They hold keys of these samples (hashes), no pixels and no identifier, and are not fitted again.");
        }

        remains.Add("The tombstone with the pseudonym, by which later images of the patient are refused; it must stay for that.");
        remains.Add("Definitions of datasets that exclude the patient by name, and the versions made by them, where there are such: they hold the pseudonym.");
        remains.Add("This report and the record of what was found, with pseudonym and mapped UIDs; whoever has the site key can tell that they are of this patient, nobody else can.");
        remains.Add("The audit trail of ingestion, which must not be changed, names the transfers of the patient's studies, by pseudonym unless the site chose otherwise.");
        remains.Add("Refused inputs in the quarantine are sealed and were found only where their study was known. Others go when the retention of the quarantine is over, or by `medssl quarantine`.");
        remains.Add("Local caches of training and evaluation machines may hold copies of the removed shards until their next run or benchmark, which removes them; no reader uses them. Clear the cache folders (cache in the data folder) to be sure at once.");
        remains.Add("Not reached: originals in the sending systems, folders or prefixes that files were dropped into (keep-in-done), backups, earlier versions of objects where the object store keeps versions, and weights or reports that were copied elsewhere.");
        return remains;
    }

    private static string Exposure(WithdrawalStamp run) => run switch
    {
        { Exposures: null } => "How often and at which steps it used them was not computed.",
        { Exposures: 0 } => $"In the {run.Steps} steps that its weights keep it never used them.",
        _ => $"In the {run.Steps} steps that its weights keep it used them {run.Exposures} times, first at step {run.FirstStep}, last at step {run.LastStep}.",
    };

    private static string Checkpoint(WithdrawalStamp run) => run switch
    {
        { Exposures: 0 } => "",
        { CheckpointBefore: { } key } => $"The last checkpoint from before the first use is {key}.",
        _ => "No checkpoint from before the first use is known to be kept: to be free of the influence, train again on the new dataset version.",
    };
}
