using MedSsl.Ingestion.Drop;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Drop;

public sealed class StableFilesTests
{
    private static readonly DateTime Noon = new(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly FakeTimeProvider time = new();
    private readonly StableFiles files;

    public StableFilesTests() => files = new StableFiles(TimeSpan.FromSeconds(5), capacity: 3, time);

    [Fact]
    public void Look_first_look_is_never_enough()
    {
        time.Advance(TimeSpan.FromHours(1));
        Assert.False(files.Look("a", new FileLook(10, Noon)));
    }

    [Fact]
    public void Look_same_state_is_stable_after_the_stable_time_and_not_before()
    {
        Assert.False(files.Look("a", new FileLook(10, Noon)));
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(files.Look("a", new FileLook(10, Noon)));
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(files.Look("a", new FileLook(10, Noon)));
    }

    [Theory]
    [InlineData(11, 0)]
    [InlineData(10, 1)]
    [InlineData(10, -3600)] // a copy that brings the time of its original along
    public void Look_change_of_size_or_time_starts_anew(long length, int seconds)
    {
        files.Look("a", new FileLook(10, Noon));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(files.Look("a", new FileLook(length, Noon.AddSeconds(seconds))));
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(files.Look("a", new FileLook(length, Noon.AddSeconds(seconds))));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(files.Look("a", new FileLook(length, Noon.AddSeconds(seconds))));
    }

    [Fact]
    public void Look_old_state_that_comes_back_starts_anew()
    {
        files.Look("a", new FileLook(10, Noon));
        time.Advance(TimeSpan.FromSeconds(3));
        files.Look("a", new FileLook(11, Noon));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(files.Look("a", new FileLook(10, Noon)));
    }

    [Fact]
    public void EndPass_forgets_what_was_not_seen()
    {
        files.Look("a", new FileLook(10, Noon));
        files.EndPass();
        files.EndPass(); // a was away
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(files.Look("a", new FileLook(10, Noon)));
    }

    [Fact]
    public void Look_more_files_than_fit_take_their_turn()
    {
        string[] all = ["a", "b", "c", "d", "e"];
        Assert.Empty(Pass());
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["a", "b", "c"], Pass());
        Assert.Equal(2, files.Count);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["d", "e"], Pass());

        List<string> Pass()
        {
            var taken = all.Where(path => files.Look(path, new FileLook(10, Noon))).ToList();
            taken.ForEach(files.Forget);
            all = [.. all.Except(taken)];
            foreach (var waiting in all)
            {
                files.Look(waiting, new FileLook(10, Noon));
            }

            Assert.True(files.Count <= 3);
            files.EndPass();
            return taken;
        }
    }
}
