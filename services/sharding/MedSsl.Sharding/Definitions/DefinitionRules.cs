using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;
using MedSsl.Shards;

namespace MedSsl.Sharding.Definitions;

/// <summary>What can be told of a definition without the store.</summary>
internal static class DefinitionRules
{
    private const double ShareTolerance = 1e-9;

    /// <summary>Every rule that is broken, in words; empty when the definition is good.</summary>
    public static List<string> Violations(DefineDataset command)
    {
        var reasons = new List<string>();
        Check("dataset", Names.Violation(command.Dataset));
        if (command.Definition?.Sources is not { Count: > 0 } sources)
        {
            reasons.Add("sources: expected one dataset or more");
            return reasons;
        }

        var definition = command.Definition;
        foreach (var source in sources)
        {
            Check("sources", Names.Violation(source?.Dataset));
            Check("sources", source is { Version: < 1 } ? $"expected version 1 or above of '{source.Dataset}', found {source.Version}" : null);
            Check("sources", source?.Dataset == command.Dataset ? $"'{command.Dataset}' cannot be defined over itself" : null);
        }

        Check("sources", sources.DistinctBy(source => source?.Dataset).Count() < sources.Count ? "a dataset is named twice; name one version of it" : null);
        Check("content", OneOf(definition.Content, SampleContents.Images, SampleContents.Volumes));
        Check("split", OneOf(definition.Split, PatientSplit.Train, PatientSplit.Test));
        Check("labelledTask", definition.LabelledTask is null ? null : Names.Violation(definition.LabelledTask));
        Check("maxSamplesPerSeries", Quota(definition.MaxSamplesPerSeries));
        Check("maxSamplesPerPatient", Quota(definition.MaxSamplesPerPatient));
        foreach (var (field, values) in ((string, IReadOnlyList<string>?)[])
            [("modalities", definition.Modalities), ("bodyParts", definition.BodyParts), ("scannerModels", definition.ScannerModels)])
        {
            Check(field, values is { Count: 0 } ? "an empty list lets nothing through; leave it out for no criterion" : null);
        }

        Check("modalityMix", Mix(definition.ModalityMix, definition.Modalities));
        return reasons;

        void Check(string field, string? problem)
        {
            if (problem is not null)
            {
                reasons.Add($"{field}: {problem}");
            }
        }
    }

    private static string? OneOf(string? value, params string[] allowed) =>
        value is null || allowed.Contains(value) ? null : $"expected {string.Join(" or ", allowed)}, or nothing, found \"{value}\"";

    private static string? Quota(int? quota) => quota < 1 ? $"expected 1 or more, found {quota}" : null;

    private static string? Mix(IReadOnlyDictionary<string, double>? mix, IReadOnlyList<string>? modalities)
    {
        if (mix is null)
        {
            return null;
        }

        var sum = mix.Values.Sum();
        return mix.Values.Any(share => share is not (> 0 and <= 1)) ? "each share is above 0 and at most 1"
            : !(Math.Abs(sum - 1) <= ShareTolerance) ? FormattableString.Invariant($"the shares sum to {sum:G6}; expected 1")
            : mix.Keys.FirstOrDefault(modality => modalities?.Contains(modality) == false) is { } outside ? $"{outside} is none of the modalities that are let through"
            : null;
    }
}
