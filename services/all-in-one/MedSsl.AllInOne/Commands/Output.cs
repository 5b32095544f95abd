using System.Text.Json;
using MedSsl.ObjectStorage;
using Spectre.Console;

namespace MedSsl.AllInOne.Commands;

/// <summary>What a verb says: for people by default, JSON on standard output for machines. Progress and errors go to standard error.</summary>
internal sealed class Output(bool json)
{
    /// <summary>Characters of a line that goes to a file or another program: wide enough that no key, digest or UID is broken.</summary>
    private const int RedirectedWidth = 240;

    private readonly IAnsiConsole console = CreateConsole();

    public bool IsJson => json;

    /// <summary>A line for people; nothing for machines.</summary>
    public void Line(string text)
    {
        if (!json)
        {
            Console.Out.WriteLine(text);
        }
    }

    /// <summary>How far something is: on standard error, for people only.</summary>
    public void Progress(string text)
    {
        if (!json)
        {
            Console.Error.WriteLine(text);
        }
    }

    /// <summary>The answer: a table for people, <paramref name="value"/> for machines.</summary>
    public void Answer<T>(T value, Action<OutputTable> table)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(value, Json.Options));
            return;
        }

        var rows = new OutputTable();
        table(rows);
        rows.WriteTo(console);
    }

    /// <summary>The answer: a text for people, <paramref name="value"/> for machines.</summary>
    public void Answer<T>(T value, string text)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(value, Json.Options));
        }

        Line(text);
    }

    public int Error(string message, int exitCode)
    {
        Console.Error.WriteLine(json ? JsonSerializer.Serialize(new { error = message, exitCode }, Json.Options) : $"medssl: {message}");
        return exitCode;
    }

    private static IAnsiConsole CreateConsole()
    {
        var created = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
        {
            created.Profile.Width = RedirectedWidth;
        }

        return created;
    }
}
