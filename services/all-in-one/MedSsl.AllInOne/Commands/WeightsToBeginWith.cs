using MedSsl.Contracts.Training;
using MedSsl.ObjectStorage;

namespace MedSsl.AllInOne.Commands;

/// <summary>What <c>--weights</c> of <c>medssl train</c> means.</summary>
internal static class WeightsToBeginWith
{
    private const string Field = "initialWeights";

    private static readonly string[] FileExtensions = [".pth", ".pt", ".tar", ".safetensors"];

    /// <summary>The command with the weights in its overrides: a file is put into the store under its digest, everything else names a registered model.</summary>
    public static async Task<StartTraining> AddAsync(StartTraining command, string weights, IObjectStore store, CancellationToken cancellationToken)
    {
        var isFile = File.Exists(weights);
        if (!isFile && (weights.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || FileExtensions.Contains(Path.GetExtension(weights))))
        {
            throw new UsageException($"--weights {weights}: there is no such file");
        }

        var overrides = new Dictionary<string, string>(command.Overrides ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase);
        if (overrides.TryGetValue(Field, out var other))
        {
            throw new UsageException($"--weights {weights} and --with {Field}={other}: expected one of them");
        }

        overrides[Field] = isFile ? $"file:{await PutAsync(weights, store, cancellationToken)}" : $"model:{weights}";
        return command with { Overrides = overrides };
    }

    private static async Task<string> PutAsync(string path, IObjectStore store, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var (sha256, _) = await Sha256Digest.CopyAsync(file, Stream.Null, cancellationToken);
        file.Position = 0;
        await store.PutAsync(ObjectKeys.WeightFile(sha256), file, "application/octet-stream", PutCondition.IfAbsent, cancellationToken);
        return sha256;
    }
}
