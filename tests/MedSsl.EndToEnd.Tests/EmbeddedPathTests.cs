namespace MedSsl.EndToEnd.Tests;

public sealed class EmbeddedPathTests
{
    [Fact]
    public Task When_a_run_looks_collapsed_Should_go_back_to_where_it_was_healthy_and_end_with_the_diagnosis() => WatchedRuns.WalkAsync(Deployment.Embedded());

    [Fact]
    public Task When_every_verb_runs_on_embedded_defaults_Should_end_with_a_benchmarked_model() => WholePath.WalkAsync(Deployment.Embedded());

    [Fact]
    public Task When_a_patient_is_withdrawn_while_a_run_trains_Should_go_on_without_the_patient_and_stamp_the_model() => WithdrawalWhileTraining.WalkAsync(Deployment.Embedded());

    [Fact]
    public Task When_a_run_is_paused_or_cancelled_Should_rest_without_a_step_go_on_as_if_nothing_had_been_or_end() => PauseAndCancel.WalkAsync(Deployment.Embedded());

    [Fact]
    public Task When_a_shard_is_damaged_in_the_store_Should_train_to_the_end_on_others_and_tell_once() => DamagedShard.WalkAsync(Deployment.Embedded());

    [Fact]
    public Task When_labels_supervise_a_run_Should_teach_those_of_training_patients_and_refuse_what_there_is_not() => SupervisedTraining.WalkAsync(Deployment.Embedded());

    [Fact]
    public async Task When_a_second_process_wants_the_same_data_folder_Should_say_so_and_exit_3()
    {
        var deployment = Deployment.Embedded();
        deployment.Settings["Hosting:Urls"] = "http://127.0.0.1:0";
        await using var first = MedSslProcess.Start(deployment.Settings, "run");
        await Testing.Eventually.TrueAsync(() => Task.FromResult(first.Output.Contains("all services run", StringComparison.Ordinal)), "medssl run is up");

        await using var second = MedSslProcess.Start(deployment.Settings, "reconcile");

        Assert.Equal(3, await second.WaitAsync());
        Assert.Contains("in use by another process", second.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "expected either PATH", "import")]
    [InlineData(2, "there is nothing at this path", "import", "/no/such/folder")]
    [InlineData(2, "expected letters", "import", ".", "--dataset", "../escape")]
    [InlineData(2, "expected one of", "phantom", "out", "--task", "knee")]
    [InlineData(1, "there is no dataset nothing", "shard", "ls", "nothing")]
    [InlineData(2, "DATASET: expected letters", "shard", "ls", "../models")]
    [InlineData(2, "64 lower-case hexadecimal digits", "quarantine", "release", "abc")]
    [InlineData(2, "expected either digests", "quarantine", "drop")]
    [InlineData(2, "MODEL: expected letters", "models", "..")]
    [InlineData(2, "there is no file at this path", "labels", "submit", "/no/such/file.json")]
    [InlineData(2, "expected letters", "benchmark", "--model", "m", "--task", "t/../t", "--train", "d")]
    [InlineData(2, "no published version", "train", "--dataset", "nothing", "--model", "m")]
    [InlineData(78, "MEDSSL_Training__Device", "run", "--set", "Training:Device=abacus")]
    [InlineData(78, "MEDSSL_Bus__Transport", "run", "--set", "Bus:Transport=Pigeon")]
    [InlineData(2, "fly", "fly")]
    public async Task When_the_input_is_wrong_Should_name_it_and_exit_with_the_documented_code(int exitCode, string message, params string[] arguments)
    {
        await using var run = MedSslProcess.Start(Deployment.Embedded().Settings, arguments);

        Assert.Equal(exitCode, await run.WaitAsync());
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("import")]
    [InlineData("phantom")]
    [InlineData("quarantine")]
    [InlineData("datasets")]
    [InlineData("shard")]
    [InlineData("train")]
    [InlineData("models")]
    [InlineData("benchmark")]
    [InlineData("status")]
    [InlineData("reconcile")]
    [InlineData("demo")]
    public async Task When_asked_for_help_Should_describe_the_verb(string verb)
    {
        await using var run = MedSslProcess.Start(Deployment.Embedded().Settings, verb, "--help");

        Assert.Equal(0, await run.WaitAsync());
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
    }
}
