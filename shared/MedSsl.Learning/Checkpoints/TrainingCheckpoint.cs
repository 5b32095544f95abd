using System.Globalization;
using System.Text.Json;
using MedSsl.Learning.Training.Health;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>
/// A training's state as safetensors: parameters, batch-norm statistics, momentum, queues and, as metadata, the step and the recipe. No random state is in it, for
/// every draw is a function of the seed, the epoch and the sample.
/// </summary>
internal static class TrainingCheckpoint
{
    private const string Format = "medssl-checkpoint-1";
    private const string FormatKey = "format";
    private const string StepKey = "step";
    private const string RecipeKey = "recipe";
    private const string RecipeFieldsKey = "recipe.fields";
    private const string DataKey = "data";
    private const string RollBacksKey = "rollBacks";
    private const string HealthPrefix = "health.";

    /// <param name="stream">Where to.</param>
    /// <param name="state">By name.</param>
    /// <param name="header">What else decides the rest of the run.</param>
    /// <param name="recipe">Every field of the recipe, as JSON, for people; what is compared is the digest.</param>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> state, CheckpointHeader header, string recipe)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [FormatKey] = Format,
            [StepKey] = header.Step.ToString(CultureInfo.InvariantCulture),
            [RecipeKey] = header.RecipeDigest,
            [RecipeFieldsKey] = recipe,
            [DataKey] = header.Data,
        };
        if (header.RollBacks > 0)
        {
            metadata[RollBacksKey] = header.RollBacks.ToString(CultureInfo.InvariantCulture);
        }

        foreach (var (modality, remembered) in header.Health)
        {
            metadata[HealthPrefix + modality] = JsonSerializer.Serialize(remembered);
        }

        SafeTensors.Write(stream, state, metadata);
    }

    /// <summary>The same checkpoint for a run that went back to it: its learning rate is halved from there on, as often as it went back in all. What the checkpoint says of that is from before.</summary>
    /// <returns>Steps done before it was written.</returns>
    public static long WriteRolledBack(Stream checkpoint, Stream result, int rollBacks)
    {
        using var scope = NewDisposeScope();
        var tensors = SafeTensors.Read(checkpoint, out var metadata);
        SafeTensors.Write(result, tensors, new Dictionary<string, string>(metadata, StringComparer.Ordinal) { [RollBacksKey] = rollBacks.ToString(CultureInfo.InvariantCulture) });
        return StepOf(metadata);
    }

    /// <summary>Fills <paramref name="state"/>; on failure it is as before.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another run.</exception>
    public static CheckpointHeader Read(Stream stream, IReadOnlyDictionary<string, Tensor> state, string recipeDigest, string data)
    {
        using var scope = NewDisposeScope();
        var tensors = SafeTensors.Read(stream, out var metadata);
        Expect(FormatKey, Format, "this is not a checkpoint of this version");
        Expect(RecipeKey, recipeDigest, "the run had another recipe; continue with that one or begin anew");
        Expect(DataKey, data, "the run had other images; continue with those or begin anew");
        var step = StepOf(metadata);
        TensorState.Copy(tensors, state, "the state of this run");
        var health = metadata.Where(pair => pair.Key.StartsWith(HealthPrefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[HealthPrefix.Length..], pair => JsonSerializer.Deserialize<ModalityHealth>(pair.Value)!, StringComparer.Ordinal);
        return new CheckpointHeader(step, recipeDigest, data, int.TryParse(metadata.GetValueOrDefault(RollBacksKey), NumberStyles.None, CultureInfo.InvariantCulture, out var rollBacks) ? rollBacks : 0, health);

        void Expect(string key, string expected, string meaning)
        {
            var found = metadata.GetValueOrDefault(key);
            if (found != expected)
            {
                throw new InvalidDataException($"The checkpoint's '{key}' is '{found}', expected is '{expected}': {meaning}.");
            }
        }
    }

    private static long StepOf(IReadOnlyDictionary<string, string> metadata) =>
        long.TryParse(metadata.GetValueOrDefault(StepKey), NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            ? step
            : throw new InvalidDataException($"The checkpoint's '{StepKey}' is '{metadata.GetValueOrDefault(StepKey)}'; expected is a whole number.");
}
