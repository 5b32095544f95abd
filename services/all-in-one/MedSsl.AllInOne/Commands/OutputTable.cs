using Spectre.Console;

namespace MedSsl.AllInOne.Commands;

/// <summary>A table for people. Its texts are shown as they are: a name with brackets is no markup.</summary>
internal sealed class OutputTable
{
    private readonly Table table = new Table().Border(TableBorder.Simple);

    public void AddColumns(params string[] names) => Array.ForEach(names, name => table.AddColumn(Markup.Escape(name)));

    public void AddRow(params string[] cells) => table.AddRow(Array.ConvertAll(cells, Markup.Escape));

    public void WriteTo(IAnsiConsole console) => console.Write(table);
}
