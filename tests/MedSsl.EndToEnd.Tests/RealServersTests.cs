using System.Text.Json;
using MedSsl.ObjectStorage;

namespace MedSsl.EndToEnd.Tests;

[Trait("needs", "servers")]
public sealed class RealServersTests(RealServers servers) : IClassFixture<RealServers>
{
    private static readonly string[] Hosts =
    [
        "MedSsl.Ingestion.Host", "MedSsl.Normalization.Host", "MedSsl.Sharding.Host", "MedSsl.Training.Host", "MedSsl.Registry.Host", "MedSsl.Evaluation.Host", "MedSsl.Dashboard.Host",
    ];

    [Fact]
    public async Task When_each_service_is_a_process_of_its_own_Should_end_with_a_benchmarked_model()
    {
        var deployment = await servers.RequireAsync();
        deployment.Settings["ObjectStorage:Bucket"] = "separate-hosts";
        var processes = Hosts.Select(host => MedSslProcess.StartHost(host, deployment.OfHost(host))).ToList();
        try
        {
            await WholePath.WalkAsync(deployment);
            Assert.All(processes, process => Assert.False(process.HasExited, process.Errors));
        }
        finally
        {
            foreach (var process in processes)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(process.Errors); // says why, where a step of the path failed
                await process.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task When_a_patient_is_withdrawn_while_a_run_trains_on_real_servers_Should_go_on_without_the_patient_and_stamp_the_model()
    {
        var deployment = await servers.RequireAsync();
        deployment.Settings["ObjectStorage:Bucket"] = "withdrawn-while-training";
        await WithdrawalWhileTraining.WalkAsync(deployment);
    }

    [Fact]
    public async Task When_a_shard_is_damaged_in_the_store_of_real_servers_Should_train_to_the_end_on_others_and_tell_once()
    {
        var deployment = await servers.RequireAsync();
        deployment.Settings["ObjectStorage:Bucket"] = "damaged-shard";
        await DamagedShard.WalkAsync(deployment);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(60)]
    public async Task When_the_import_is_killed_on_real_servers_Should_lose_nothing_and_double_nothing(int storedBeforeKill)
    {
        var deployment = await servers.RequireAsync();
        deployment.Settings["ObjectStorage:Bucket"] = $"killed-after-{storedBeforeKill}";
        deployment.Settings["Hosting:Urls"] = "http://127.0.0.1:0";
        await KillAndRestart.WalkAsync(deployment, storedBeforeKill, again => MedSslProcess.Start(again.Settings, "run"));
    }

    [Fact]
    public async Task When_one_of_two_builders_is_killed_again_and_again_Should_seal_every_sample_once()
    {
        const int Samples = 180;
        var deployment = await servers.RequireAsync();
        deployment.Settings["ObjectStorage:Bucket"] = "killed-builders";
        var phantoms = Path.Combine(deployment.Folder, "phantoms");
        await MedSslProcess.AnswerAsync(deployment.Settings, "phantom", phantoms, "--task", "us_lesion", "--patients", "30", "--images-per-patient", "6", "--size", "96");
        await using var normalization = MedSslProcess.StartHost("MedSsl.Normalization.Host", deployment.OfHost("normalization"));
        var builders = new Queue<MedSslProcess>([Builder(0), Builder(1)]);
        try
        {
            await using var import = MedSslProcess.Start(deployment.OfHost("import"), "import", phantoms, "--dataset", "phantoms");
            var store = await deployment.OpenStoreAsync();
            for (var killed = 0; killed < 4; killed++)
            {
                // Whichever of them seals, after two kills it was killed: each time another shard is there.
                var seen = await store.ListAsync(ObjectKeys.ShardPrefix, default).CountAsync();
                await Testing.Eventually.TrueAsync(
                    async () => import.HasExited || await store.ListAsync(ObjectKeys.ShardPrefix, default).CountAsync() > seen, "another shard is sealed", TimeSpan.FromMinutes(2));
                if (killed < 2)
                {
                    Assert.False(import.HasExited, $"the import ended before a builder could be killed:\n{import.Errors}");
                }

                await using var victim = builders.Dequeue();
                victim.Kill();
                builders.Enqueue(Builder(killed + 2));
            }

            Assert.Equal(0, await import.WaitAsync());
            var keys = (await MedSslProcess.AnswerAsync(deployment.Settings, "shard", "ls", "phantoms")).EnumerateArray().Select(sample => sample.GetProperty("key").GetString()).ToList();
            Assert.Equal(Samples, keys.Count);
            Assert.Equal(Samples, keys.Distinct().Count());
            Assert.All(builders, builder => Assert.False(builder.HasExited, builder.Errors));
        }
        finally
        {
            foreach (var builder in builders)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(builder.Errors);
                await builder.DisposeAsync();
            }
        }

        MedSslProcess Builder(int number) => MedSslProcess.StartHost("MedSsl.Sharding.Host", deployment.OfHost($"builder-{number}"));
    }

    [Fact]
    public async Task When_a_measured_dataset_is_renormalized_by_plain_JSON_and_killed_Should_complete_and_rewrite_no_image()
    {
        var deployment = await servers.RequireAsync();
        deployment.Settings["ObjectStorage:Bucket"] = "measured";
        deployment.Settings["Hosting:Urls"] = "http://127.0.0.1:0";
        deployment.Settings["Normalization:Mode"] = "measure";
        await using var platform = MedSslProcess.Start(deployment.Settings, "run");
        await Testing.Eventually.TrueAsync(() => Task.FromResult(platform.Output.Contains("all services run", StringComparison.Ordinal)), "medssl run is up", TimeSpan.FromMinutes(1));
        await using var client = await PlainClient.ConnectAsync(deployment.Settings);
        await MeasuredDataset.WalkAsync(
            deployment,
            () => SendAsync("FitReference", """{ "version": "v2", "dataset": "phantoms" }""", "v2"),
            async () =>
            {
                await SendAsync("RenormalizeDataset", """{ "dataset": "phantoms", "reference": "v2" }""", "phantoms-v2");
                return platform;
            });

        async Task SendAsync(string command, string json, string id) =>
            Assert.Equal(id, JsonDocument.Parse(await client.AskAsync("Imaging", command, json)).RootElement.GetProperty("id").GetString());
    }

    [Fact]
    public async Task When_a_client_without_MassTransit_sends_plain_JSON_Should_act_on_it_or_say_every_reason()
    {
        var deployment = await servers.RequireAsync();
        deployment.Settings["ObjectStorage:Bucket"] = "plain-json";
        deployment.Settings["Hosting:Urls"] = "http://127.0.0.1:0";
        await using var platform = MedSslProcess.Start(deployment.Settings, "run");
        await Testing.Eventually.TrueAsync(() => Task.FromResult(platform.Output.Contains("all services run", StringComparison.Ordinal)), "medssl run is up", TimeSpan.FromMinutes(1));
        await using var client = await PlainClient.ConnectAsync(deployment.Settings);
        var rejections = await client.ListenAsync("MedSsl.Contracts:CommandRejected");

        foreach (var (domain, command, reason) in ((string, string, string)[])[("Ingestion", "LabelsSubmitted", "not stored in dataset"), ("Training", "StartTraining", "no published version"), ("Evaluation", "RequestBenchmark", "model"), ("Models", "PromoteModel", "has no version")])
        {
            await client.PublishExampleAsync(domain, command);
            var rejection = await rejections.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
            Assert.Contains($"\"command\": \"{command}\"", rejection, StringComparison.Ordinal);
            Assert.Contains(reason, rejection, StringComparison.Ordinal);
        }
    }
}
