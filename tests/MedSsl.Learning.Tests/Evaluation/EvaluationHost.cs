using System.Collections.Concurrent;
using System.Text;
using MassTransit;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Evaluation;
using MedSsl.Contracts.Ingestion;
using MedSsl.Evaluation;
using MedSsl.Hosting;
using MedSsl.Imaging.Randomness;
using MedSsl.Learning.Backbones;
using MedSsl.Learning.Checkpoints;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MedSsl.Learning.Tests.Evaluation;

/// <summary>The evaluation service as a host runs it, on embedded adapters, with a small labelled dataset and a registered model in its store.</summary>
public sealed class EvaluationHost : IAsyncLifetime
{
    public const string Dataset = "north";
    public const string Task = "stripes";
    public const string OneClassTask = "one-class";
    public const string Model = "demo";

    private readonly string folder = Repository.NewTemporaryFolder();
    private WebApplication? app;

    /// <summary>Every event the service published, by type.</summary>
    public ConcurrentQueue<object> Events { get; } = new();

    public IServiceProvider Services => app!.Services;

    public IObjectStore Store => Services.GetRequiredService<IObjectStore>();

    public HttpClient Http { get; private set; } = new();

    public async ValueTask InitializeAsync()
    {
        app = Build();
        await Store.EnsureReadyAsync(CancellationToken.None);
        await SeedAsync();
        await app.StartAsync();
        Http.BaseAddress = new Uri(app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app!.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public async Task RestartAsync(Func<Task> whileDown)
    {
        await app!.StopAsync();
        await whileDown();
        await app.DisposeAsync();
        app = Build();
        await app.StartAsync();
        Http.Dispose();
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    private WebApplication Build()
    {
        var builder = ServiceHost.CreateBuilder(
        [
            "--Hosting:Urls=http://127.0.0.1:0", "--Hosting:LogLevel=Warning", "--Hosting:ReconcileInterval=00:00:01",
            $"--ObjectStorage:Root={Path.Combine(folder, "store")}", $"--Hosting:DataFolder={folder}",
            "--Evaluation:FeatureSize=32", "--Evaluation:RandomSeeds=2", "--Evaluation:BootstrapRounds=100",
        ]);
        builder.Services.AddSingleton(Events);
        return ServiceHost.Build(builder, EvaluationExtensions.Module, new ServiceModule("listener", _ => { }, bus => bus.AddConsumer<Listener>()));
    }

    private async Task SeedAsync()
    {
        var manifest = await StoredDataset.MakeAsync(Store, Dataset, Enumerable.Range(0, 60).Select(Image).Chunk(30));
        await Store.PutJsonAsync(ObjectKeys.DatasetVersion(Dataset, 1), manifest, PutCondition.IfAbsent, CancellationToken.None);
        await LabelAsync(Task, i => $"{i / 2 % 2}");
        await LabelAsync(OneClassTask, _ => "0");
        await RegisterAsync();
    }

    private Task LabelAsync(string task, Func<int, string> label) => Store.PutJsonAsync(
        ObjectKeys.Labels(Dataset, task, "first"),
        new LabelsSubmitted
        {
            SubmissionId = "first",
            Dataset = Dataset,
            Task = task,
            Source = "test",
            SubmittedAt = DateTimeOffset.UnixEpoch,
            Labels = [.. Enumerable.Range(0, 60).Select(i => new InstanceLabel { SopInstanceUid = $"1.2.{i}", Value = label(i), SplitHint = i < 40 ? "train" : "val" })],
        },
        PutCondition.IfAbsent, CancellationToken.None);

    private async Task RegisterAsync()
    {
        using var network = ResNet.Create("resnet18", seed: 1);
        using var weights = new MemoryStream();
        BackboneFile.Write(network, "resnet18", weights);
        weights.Position = 0;
        var stored = (await Store.PutAsync(ObjectKeys.RunWeights("run"), weights, "application/octet-stream", PutCondition.IfAbsent, CancellationToken.None)).Object;
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes("""{"step":1,"lossMinusLogK":0.1,"codePerplexity":30}""" + "\n" + """{"step":2,"lossMinusLogK":-0.2,"codePerplexity":20}"""));
        var curve = (await Store.PutAsync(ObjectKeys.RunCurve("run"), lines, "application/x-ndjson", PutCondition.IfAbsent, CancellationToken.None)).Object;
        await Store.PutJsonAsync(
            ObjectKeys.ModelVersion(Model, 1),
            new ModelVersionRecord
            {
                Model = Model, Version = 1, RunId = "run", Backbone = "resnet18", Dataset = Dataset, DatasetVersion = 1,
                Weights = stored, Recipe = curve, Curve = curve, RegisteredAt = DateTimeOffset.UnixEpoch,
            },
            PutCondition.IfAbsent, CancellationToken.None);
        await Store.PutJsonAsync(
            ObjectKeys.ModelAlias(Model, "production", 1), new ModelAliasChange { Version = 1, ChangedBy = "test", ChangedAt = DateTimeOffset.UnixEpoch }, PutCondition.IfAbsent, CancellationToken.None);
    }

    /// <summary>Class 0: fine stripes, class 1: coarse ones, in noise; two images a patient.</summary>
    private static EncodedSample Image(int i)
    {
        const int Width = 40;
        const int Height = 30;
        var random = new SeededRandom(5, (ulong)i);
        var (frequency, phase) = (i / 2 % 2 == 0 ? 1.6 : 0.4, random.Uniform(0, 6));
        var pixels = new ushort[Width * Height];
        for (var p = 0; p < pixels.Length; p++)
        {
            pixels[p] = (ushort)Math.Clamp(32768 + 8000 * (Math.Sin(frequency * (p % Width) + phase) + 0.3 * random.Normal()), 0, 65535);
        }

        return new EncodedSample(Samples.Metadata(i, $"p{i / 2}", Width, Height), SampleCodec.Encode(pixels, Width, Height));
    }

    private sealed class Listener(ConcurrentQueue<object> events) : IConsumer<BenchmarkCompleted>, IConsumer<BenchmarkFailed>, IConsumer<CommandRejected>
    {
        public Task Consume(ConsumeContext<BenchmarkCompleted> context) => Keep(context.Message);

        public Task Consume(ConsumeContext<BenchmarkFailed> context) => Keep(context.Message);

        public Task Consume(ConsumeContext<CommandRejected> context) => Keep(context.Message);

        private Task Keep(object message)
        {
            events.Enqueue(message);
            return System.Threading.Tasks.Task.CompletedTask;
        }
    }
}
