using System.Collections.Concurrent;
using System.Text;
using MassTransit;
using MedSsl.AllInOne.Commands;
using MedSsl.AllInOne.Demo;
using MedSsl.AllInOne.Sessions;
using MedSsl.Catalogue.Lineage;
using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;
using MedSsl.Contracts.Evaluation;
using MedSsl.Contracts.Imaging;
using MedSsl.Contracts.Models;
using MedSsl.Contracts.Privacy;
using MedSsl.Contracts.Training;
using MedSsl.Dicom;
using MedSsl.ObjectStorage;
using MedSsl.Sharding.Withdrawal;
using MedSsl.Shards;
using MedSsl.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.EndToEnd.Tests;

/// <summary>
/// Walks the path in this process, listens to what is really published and consumed, and writes docs/messages.md from it. Where the page
/// differs the test rewrites it and fails: commit the page.
/// </summary>
public sealed class MessagesDocTests
{
    [Fact]
    public async Task When_the_path_is_walked_Should_document_every_message_and_metric()
    {
        var deployment = Deployment.Embedded();
        var heard = new ConcurrentDictionary<Type, ConcurrentDictionary<string, bool>>();
        string[] arguments = ["--Hosting:Urls=http://127.0.0.1:0", "--Hosting:LogLevel=Error", .. deployment.Settings.Select(setting => $"--{setting.Key}={setting.Value}")];
        await using (var session = await PlatformSession.OpenAsync(arguments, Services.All, TestContext.Current.CancellationToken))
        {
            var bus = session.Services.GetRequiredService<IBusControl>();
            using var published = bus.ConnectPublishObserver(new PublishListener(heard));
            using var consumed = bus.ConnectConsumeObserver(new ConsumeListener(heard));
            await WalkAsync(session, deployment, heard);
            await AssertMetricsAreListedAsync(session);
        }

        var undocumented = ContractMessages().Where(message => !heard.ContainsKey(message)).Select(message => message.Name).ToList();
        Assert.Empty(undocumented.Except(["TrainingFailed", "BenchmarkFailed", "EnergyDriftDetected", "ShardQuarantined"]));
        await AssertPageAsync(heard);
    }

    private static async Task WalkAsync(PlatformSession session, Deployment deployment, ConcurrentDictionary<Type, ConcurrentDictionary<string, bool>> heard)
    {
        var token = TestContext.Current.CancellationToken;
        var output = new Output(json: true);
        var phantoms = Path.Combine(deployment.Folder, "phantoms");
        var manifest = await PhantomStudies.WriteAsync(phantoms, new PhantomStudies.Plan(["us_lesion"], Patients: 12, ImagesPerPatient: 2, Size: 64, Seed: 3), token);
        await File.WriteAllTextAsync(Path.Combine(phantoms, "notes.txt"), "not an image", token);
        await File.WriteAllBytesAsync(Path.Combine(phantoms, "not-configured.dcm"), NotConfigured(0), token);
        await File.WriteAllBytesAsync(Path.Combine(phantoms, "same-uid.dcm"), NotConfigured(1), token);
        await ImportCommand.RunAsync(session, ImportCommand.CreateRequest(null, manifest, "phantoms"), output, token);
        await ImportCommand.RunAsync(session, ImportCommand.CreateRequest(phantoms, null, "phantoms"), output, token);
        var others = await PhantomStudies.WriteAsync(Path.Combine(deployment.Folder, "others"), new PhantomStudies.Plan(["us_lesion"], Patients: 6, ImagesPerPatient: 1, Size: 64, Seed: 4), token);
        await ImportCommand.RunAsync(session, ImportCommand.CreateRequest(null, others, "others"), output, token);

        var overrides = new Dictionary<string, string> { ["steps"] = "4", ["warmupSteps"] = "1", ["batchSize"] = "16", ["prototypes"] = "8" };
        await TrainCommand.RunAsync(session, new StartTraining { RunId = "run-1", Dataset = "phantoms", Recipe = "demo", Overrides = overrides, Model = "tiny" }, output, token);
        await BenchmarkCommand.RunAsync(session, new RequestBenchmark { BenchmarkId = "benchmark-1", Model = "tiny", Task = "us_lesion", TrainDataset = "phantoms", TestDataset = "others" }, output, token);
        await ReferencesCommand.FitAsync(session, new FitReference { Version = "v2", Dataset = "phantoms" }, output, token);
        var renormalized = await RenormalizeCommand.RunAsync(session, new RenormalizeDataset { Dataset = "phantoms", Reference = "v2" }, output, token);
        await AssertBesideAsync(session, renormalized, token);
        await DefineCommand.RunAsync(session, Definition, output, token);
        Assert.Equal("phantoms", (await Datasets.FindAsync(session.Store, "phantoms-train", 1, token))!.Definition!.Sources[0].Dataset);
        await session.SendAsync(new PromoteModel { Model = "tiny", Alias = "production", Version = 1, RequestedBy = "test" }, token);
        await Assert.ThrowsAsync<UsageException>(() => session.SendAsync(new PromoteModel { Model = "tiny", Alias = "production", Version = 9, RequestedBy = "test" }, token));
        await WithdrawOneAsync(session, token);
        await ControlRunAsync(session, heard, token);
        await Eventually.TrueAsync(() => Task.FromResult(heard.ContainsKey(typeof(ModelPromoted)) && heard.ContainsKey(typeof(PatientWithdrawn)) && heard.ContainsKey(typeof(BenchmarkCompleted)) && heard.ContainsKey(typeof(CommandRejected))), "the last events are out");
    }

    /// <summary>A patient of the training: out of both datasets that share the images, with a stamp on the run and its model.</summary>
    private static async Task WithdrawOneAsync(PlatformSession session, CancellationToken token)
    {
        var before = (await Datasets.FindAsync(session.Store, "phantoms", null, token))!;
        var first = await session.Store.ReadVerifiedJsonAsync<ShardManifest>(before.Shards[0].Manifest, token);
        var patient = first.Samples[0].Metadata.PatientId;
        var datasets = new List<string>();
        foreach (var name in await Datasets.NamesAsync(session.Store, token))
        {
            if (await (await DatasetLineage.OpenAsync(session.Store, name, token))!.OfPatientAsync(patient, token) is { Count: > 0 })
            {
                datasets.Add(name);
            }
        }

        Assert.Superset(new HashSet<string> { "phantoms", "phantoms-v2" }, datasets.ToHashSet());
        await session.SendAsync(new WithdrawPatient { WithdrawalId = "withdrawal-1", Pseudonyms = [patient], RequestedBy = "test", Reason = "consent revoked" }, token);
        var signed = await PlatformSession.WaitForAsync(wait => WithdrawalReports.FindAsync(session.Store, "withdrawal-1", wait), token);
        Assert.True(ReportSignature.Verify(signed.Json, signed.Signature, signed.PublicKey));
        Assert.Equal(datasets, signed.Report.DatasetVersions.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("run-1", Assert.Single(signed.Report.Runs).RunId);
        Assert.NotNull(signed.Report.Runs[0].Exposures);
        Assert.Equal("tiny", Assert.Single(signed.Report.Models).Model);
        var after = (await Datasets.FindAsync(session.Store, "phantoms", null, token))!;
        Assert.Equal(before.Shards.Sum(shard => shard.SampleCount) - 2, after.Shards.Sum(shard => shard.SampleCount));
        Assert.DoesNotContain(await session.Store.ListAsync("", token).ToListAsync(token), found => found.Key.Contains(patient, StringComparison.Ordinal) && !found.Key.StartsWith("withdrawals/", StringComparison.Ordinal));
    }

    /// <summary>A run that rests, goes on and is cancelled.</summary>
    private static async Task ControlRunAsync(PlatformSession session, ConcurrentDictionary<Type, ConcurrentDictionary<string, bool>> heard, CancellationToken token)
    {
        var overrides = new Dictionary<string, string> { ["steps"] = "500", ["batchSize"] = "16", ["prototypes"] = "8" };
        await session.SendAsync(new StartTraining { RunId = "run-2", Dataset = "phantoms", Recipe = "demo", Overrides = overrides, Model = "tiny" }, token);
        // Of this run and not of the one before: a run that is paused before it is taken up rests without a word.
        await Eventually.TrueAsync(async () => await session.Store.ListAsync(ObjectKeys.RunCheckpointPrefix("run-2"), token).AnyAsync(token) && heard.ContainsKey(typeof(CheckpointSaved)), "the run has a checkpoint", TimeSpan.FromMinutes(1));
        await session.SendAsync(new PauseTraining { RunId = "run-2", RequestedBy = "test" }, token);
        await Eventually.TrueAsync(() => Task.FromResult(heard.ContainsKey(typeof(TrainingPaused))), "the run rests", TimeSpan.FromMinutes(1));
        await session.SendAsync(new ResumeTraining { RunId = "run-2", RequestedBy = "test" }, token);
        await session.SendAsync(new CancelTraining { RunId = "run-2", RequestedBy = "test" }, token);
        await Eventually.TrueAsync(() => Task.FromResult(heard.ContainsKey(typeof(TrainingCancelled)) && heard.ContainsKey(typeof(TrainingResumed))), "the run is cancelled", TimeSpan.FromMinutes(1));
    }

    private static DefineDataset Definition => new()
    {
        Dataset = "phantoms-train",
        Definition = new DatasetDefinition { Sources = [new DatasetSource { Dataset = "phantoms" }], Split = "train", LabelledTask = "us_lesion", MaxSamplesPerPatient = 1 },
    };

    /// <summary>The same images, to another reference, in other shards; those of the old dataset are what their manifests say.</summary>
    private static async Task AssertBesideAsync(PlatformSession session, DatasetManifest renormalized, CancellationToken token)
    {
        var old = (await Datasets.FindAsync(session.Store, "phantoms", null, token))!;
        Assert.Equal(old.Shards.Sum(shard => shard.SampleCount), renormalized.Shards.Sum(shard => shard.SampleCount));
        Assert.Empty(old.Shards.Select(shard => shard.ShardId).Intersect(renormalized.Shards.Select(shard => shard.ShardId)));
        foreach (var (shard, version) in old.Shards.Select(shard => (shard, "v1")).Concat(renormalized.Shards.Select(shard => (shard, "v2"))))
        {
            await session.Store.ReadVerifiedAsync(shard.Shard, token);
            var manifest = await session.Store.ReadVerifiedJsonAsync<ShardManifest>(shard.Manifest, token);
            Assert.All(manifest.Samples, sample => Assert.Equal(version, sample.Metadata.ReferenceVersion));
        }
    }

    /// <summary>An image that ingestion takes, one of each UID, and normalization sets aside.</summary>
    private static byte[] NotConfigured(byte value) => SecondaryCapture.Write(new SecondaryCaptureImage
    {
        PatientId = "P", StudyUid = "1.2.9.1", SeriesUid = "1.2.9.2", SopInstanceUid = "1.2.9.3", Modality = "PT", Rows = 8, Columns = 8, PixelData = Enumerable.Repeat(value, 64).ToArray(),
    });

    private static async Task AssertMetricsAreListedAsync(PlatformSession session)
    {
        using var client = new HttpClient();
        var metrics = await client.GetStringAsync(new Uri(session.Urls.First() + "/metrics"), TestContext.Current.CancellationToken);
        var live = metrics.Split('\n').Where(line => line.StartsWith("# TYPE medssl_", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToHashSet();
        var listed = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "deploy", "prometheus", "metrics.txt"), TestContext.Current.CancellationToken))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ')[0]).ToHashSet();
        Assert.Empty(live.Except(listed));
        Assert.Empty(listed.Except(live));
    }

    private static IEnumerable<Type> ContractMessages() => typeof(ObjectRef).Assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.Namespace != "MedSsl.Contracts.Documents" && type != typeof(ObjectRef) && type.Name is not ("InstanceLabel" or "Annotation" or "BoundingBox" or "DatasetDefinition" or "DatasetSource"))
        .OrderBy(type => type.FullName, StringComparer.Ordinal);

    private static async Task AssertPageAsync(ConcurrentDictionary<Type, ConcurrentDictionary<string, bool>> heard)
    {
        var page = new StringBuilder("""
            # Messages

            Written by the end-to-end test (`MessagesDocTests`) from what it saw on the bus; do not edit by hand.

            A message is JSON. Its exchange on RabbitMQ is its .NET name with a colon before the last part, for example
            `MedSsl.Contracts.Training:StartTraining` (type fanout). Commands may be published there as plain JSON with content type
            `application/json` by any client; the answer is published as `CommandRejected` with every reason, or the work is recorded.
            Events never carry images or identities: they name objects (`ObjectRef`), whose digest the reader verifies.

            | message | kind | consumed by (queue) |
            |---|---|---|

            """);
        foreach (var message in ContractMessages())
        {
            var queues = heard.TryGetValue(message, out var consumers) ? consumers.Keys.Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"| [{message.Name}](#{message.Name.ToLowerInvariant()}) | {Kind(message)} | {string.Join(", ", queues.Select(queue => $"`{queue}`"))} |\n");
        }

        foreach (var message in ContractMessages())
        {
            var example = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "golden", "contracts", message.Name + ".json"));
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n## {message.Name}\n\nExchange `{message.Namespace}:{message.Name}`.\n\n```json\n{example.Trim()}\n```\n");
        }

        var file = Path.Combine(Repository.Root, "docs", "messages.md");
        var before = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        await File.WriteAllTextAsync(file, page.ToString());
        Assert.True(before == page.ToString(), "docs/messages.md was out of date and has been rewritten: commit it");
    }

    private static string Kind(Type message) => message.Name switch
    {
        "StartTraining" or "RequestBenchmark" or "PromoteModel" or "FitReference" or "RenormalizeDataset" or "DefineDataset" or "WithdrawPatient" or "PauseTraining" or "ResumeTraining" or "CancelTraining" => "command",
        "LabelsSubmitted" => "submission",
        "CommandAccepted" or "CommandRejected" => "answer",
        _ => "event",
    };

    private sealed class PublishListener(ConcurrentDictionary<Type, ConcurrentDictionary<string, bool>> heard) : IPublishObserver
    {
        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class
        {
            heard.GetOrAdd(typeof(T), _ => new());
            return Task.CompletedTask;
        }

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }

    private sealed class ConsumeListener(ConcurrentDictionary<Type, ConcurrentDictionary<string, bool>> heard) : IConsumeObserver
    {
        public Task PreConsume<T>(ConsumeContext<T> context)
            where T : class
        {
            var queue = context.ReceiveContext.InputAddress.AbsolutePath.Split('/')[^1];
            var consumers = heard.GetOrAdd(typeof(T), _ => new());
            if (!queue.Contains("bus", StringComparison.Ordinal) && typeof(T) != typeof(TrainingProgressed))
            {
                consumers[queue] = true;
            }

            return Task.CompletedTask;
        }

        public Task PostConsume<T>(ConsumeContext<T> context)
            where T : class => Task.CompletedTask;

        public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
