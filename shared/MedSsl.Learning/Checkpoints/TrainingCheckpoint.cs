using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>
/// A training's state as safetensors: parameters, batch-norm statistics, momentum, queues and, as metadata, the step and the recipe. No random state is in it, for
/// every draw is a function of (seed, step, slot).
/// </summary>
internal static class TrainingCheckpoint
{
    private const string Format = "medssl-checkpoint-1";
    private const string FormatKey = "format";
    private const string StepKey = "step";
    private const string RecipeKey = "recipe";
    private const string RecipeFieldsKey = "recipe.fields";
    private const string DataKey = "data";
    private const string LastingPrefix = "lasting.";

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
        foreach (var (modality, steps) in header.Lasting)
        {
            metadata[LastingPrefix + modality] = steps.ToString(CultureInfo.InvariantCulture);
        }

        SafeTensors.Write(stream, state, metadata);
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
        if (!long.TryParse(metadata.GetValueOrDefault(StepKey), NumberStyles.None, CultureInfo.InvariantCulture, out var step))
        {
            throw new InvalidDataException($"The checkpoint's '{StepKey}' is '{metadata.GetValueOrDefault(StepKey)}'; expected is a whole number.");
        }

        TensorState.Copy(tensors, state, "the state of this run");
        var lasting = metadata.Where(pair => pair.Key.StartsWith(LastingPrefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[LastingPrefix.Length..], pair => int.TryParse(pair.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var steps) ? steps : 0);
        return new CheckpointHeader(step, recipeDigest, data, lasting);

        void Expect(string key, string expected, string meaning)
        {
            var found = metadata.GetValueOrDefault(key);
            if (found != expected)
            {
                throw new InvalidDataException($"The checkpoint's '{key}' is '{found}', expected is '{expected}': {meaning}.");
            }
        }
    }
}
