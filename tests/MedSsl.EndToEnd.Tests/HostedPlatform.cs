using System.Globalization;
using MassTransit;
using MedSsl.AllInOne.Commands;
using MedSsl.AllInOne.Demo;
using MedSsl.AllInOne.Sessions;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Training;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Testing;
using MedSsl.Training.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.EndToEnd.Tests;

/// <summary>
/// All services in the test's own process, on embedded defaults or on real servers: a test sends commands while they work, and sees what they publish and count.
/// </summary>
internal sealed class HostedPlatform : IAsyncDisposable
{
    private readonly PlatformSession session;
    private readonly string folder;
    private readonly ConnectHandle published;

    private HostedPlatform(PlatformSession session, string folder)
    {
        (this.session, this.folder) = (session, folder);
        published = session.Services.GetRequiredService<IBus>().ConnectPublishObserver(Published);
    }

    public IObjectStore Store => session.Store;

    /// <summary>What the services published, each once when it was handed to the bus.</summary>
    public PublishedMessages Published { get; } = new();

    public static async Task<HostedPlatform> StartAsync(Deployment deployment)
    {
        string[] arguments = ["--Hosting:LogLevel=Warning", .. deployment.OfHost("home").Select(setting => $"--{setting.Key}={setting.Value}")];
        return new HostedPlatform(await PlatformSession.OpenAsync(arguments, Services.All, CancellationToken.None), deployment.Folder);
    }

    /// <summary>Draws phantoms and imports them; answers the dataset version that has them all.</summary>
    public async Task<DatasetManifest> ImportPhantomsAsync(string dataset, int patients, int imagesPerPatient)
    {
        var manifest = await PhantomStudies.WriteAsync(Path.Combine(folder, dataset), new PhantomStudies.Plan(["us_lesion"], patients, imagesPerPatient, Size: 64, Seed: 1), CancellationToken.None);
        return (await ImportCommand.RunAsync(session, ImportCommand.CreateRequest(null, manifest, dataset), new Output(json: true), CancellationToken.None)).Version;
    }

    /// <summary>The version of a dataset that has the labels which came with its import.</summary>
    public async Task<DatasetManifest> LabelledAsync(DatasetManifest dataset)
    {
        DatasetManifest? newest = dataset;
        await Eventually.TrueAsync(
            async () =>
            {
                var version = await Store.FindNewestVersionNumberAsync(dataset.Dataset, CancellationToken.None);
                newest = await Store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion(dataset.Dataset, version!.Value), CancellationToken.None);
                return newest?.Labels?.Tables.Count > 0;
            },
            "a version has the labels",
            TimeSpan.FromMinutes(1));
        return newest!;
    }

    /// <summary>A run of tiny steps, begun; the task ends when its model is registered.</summary>
    public Task<ModelVersionRecord> TrainAsync(string runId, DatasetManifest dataset, int steps, string recipe = "demo", params (string Key, string Value)[] overrides)
    {
        var command = new StartTraining
        {
            RunId = runId,
            Dataset = dataset.Dataset,
            DatasetVersion = dataset.Version,
            Recipe = recipe,
            Model = "tiny",
            Overrides = new Dictionary<string, string>(overrides.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)))
            {
                ["steps"] = steps.ToString(CultureInfo.InvariantCulture), ["warmupSteps"] = "2", ["batchSize"] = "16", ["prototypes"] = "8", ["largeCropSize"] = "32", ["smallCrops"] = "1",
            },
        };
        return TrainCommand.RunAsync(session, command, new Output(json: true), CancellationToken.None);
    }

    public Task SendAsync<T>(T command)
        where T : class => AskAsync(command);

    /// <summary>Sends a command and answers what its service said.</summary>
    public Task<CommandAccepted> AskAsync<T>(T command)
        where T : class => session.SendAsync(command, CancellationToken.None);

    /// <summary>The reports of a run that ended, one a step.</summary>
    public async Task<IReadOnlyList<StepReport>> CurveAsync(string runId) => TrainingCurve.Parse((await Store.ReadAllAsync(ObjectKeys.RunCurve(runId), CancellationToken.None))!).Reports;

    /// <summary>A counter as the platform serves it, 0 where it has not counted yet. It counts for the process, so only differences say something.</summary>
    /// <param name="name">Its name, with labels as they are written.</param>
    public async Task<double> CounterAsync(string name)
    {
        using var http = new HttpClient();
        var line = (await http.GetStringAsync(new Uri(new Uri(session.Urls.First()), "/metrics"))).Split('\n').FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        published.Disconnect();
        await session.DisposeAsync();
    }
}
