using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>Copies stored tensors into those of a live object, all of them or none.</summary>
internal static class TensorState
{
    /// <param name="source">What is stored.</param>
    /// <param name="target">Where to.</param>
    /// <param name="what">What was expected, in words.</param>
    /// <param name="told">Problems that a message names; the others are counted.</param>
    /// <exception cref="InvalidDataException">A name is missing, too much or of another shape or type.</exception>
    public static void Copy(IReadOnlyDictionary<string, Tensor> source, IReadOnlyDictionary<string, Tensor> target, string what, int told = 5)
    {
        var problems = target.Keys.Except(source.Keys).Select(name => $"'{name}' is missing")
            .Concat(source.Keys.Except(target.Keys).Select(name => $"'{name}' is not expected"))
            .Concat(target.Where(pair => source.TryGetValue(pair.Key, out var found) && Describe(found) != Describe(pair.Value))
                .Select(pair => $"'{pair.Key}' is {Describe(source[pair.Key])}, expected {Describe(pair.Value)}"))
            .ToList();
        if (problems.Count > 0)
        {
            throw new InvalidDataException($"The file does not hold {what}: {string.Join("; ", problems.Take(told))}{(problems.Count > told ? $"; and {problems.Count - told} more" : "")}.");
        }

        using var noGradient = no_grad();
        foreach (var (name, tensor) in target)
        {
            tensor.copy_(source[name]);
        }
    }

    private static string Describe(Tensor tensor) => $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]";
}
