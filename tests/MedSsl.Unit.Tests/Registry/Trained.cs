using MedSsl.Contracts.Training;
using MedSsl.ObjectStorage;

namespace MedSsl.Unit.Tests.Registry;

/// <summary>Runs that ended, with weights in the store; the registry does not look into them.</summary>
internal static class Trained
{
    public static byte[] Weights(string run) => [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * run.Length))];

    public static async Task<ModelTrained> StoreAsync(IObjectStore store, string run, string model)
    {
        using var content = new MemoryStream(Weights(run));
        var weights = (await store.PutAsync(ObjectKeys.RunWeights(run), content, "application/octet-stream", PutCondition.Overwrite, CancellationToken.None)).Object;
        return new ModelTrained
        {
            RunId = run,
            Model = model,
            Dataset = "north",
            DatasetVersion = 7,
            Backbone = "resnet18",
            Weights = weights,
            Recipe = weights,
            Curve = weights,
            TrainedAt = DateTimeOffset.UnixEpoch,
        };
    }
}
