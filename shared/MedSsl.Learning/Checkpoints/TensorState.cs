using static TorchSharp.torch;

namespace MedSsl.Learning.Checkpoints;

/// <summary>Copies stored tensors into those of a live object, all of them or none.</summary>
internal static class TensorState
{
    /// <exception cref="InvalidDataException">A name is missing, too much or of another shape or type.</exception>
    public static void Copy(IReadOnlyDictionary<string, Tensor> source, IReadOnlyDictionary<string, Tensor> target, string what)
    {
        var problems = target.Keys.Except(source.Keys).Select(name => $"'{name}' is missing")
            .Concat(source.Keys.Except(target.Keys).Select(name => $"'{name}' is not expected"))
            .Concat(target.Where(pair => source.TryGetValue(pair.Key, out var found) && Describe(found) != Describe(pair.Value))
                .Select(pair => $"'{pair.Key}' is {Describe(source[pair.Key])}, expected {Describe(pair.Value)}"))
            .ToList();
        if (problems.Count > 0)
        {
            throw new InvalidDataException($"The file does not hold {what}: {string.Join("; ", problems.Take(5))}{(problems.Count > 5 ? $"; and {problems.Count - 5} more" : "")}.");
        }

        using var noGradient = no_grad();
        foreach (var (name, tensor) in target)
        {
            tensor.copy_(source[name]);
        }
    }

    private static string Describe(Tensor tensor) => $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]";
}
