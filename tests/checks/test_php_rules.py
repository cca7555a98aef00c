"""Our rules for PHP find what they are for: nothing newer than 8.0, WordPress' conventions, translatable texts."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = ROOT / "scripts" / "phpcs" / "AlterConnector"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("phpcs") is None,
        reason="no phpcs on this machine (Debian: apt-get install php-codesniffer)",
    ),
]

NEWER = [
    "enum Suit: string { case Hearts = 'h'; }",
    "class A { public readonly int $a; }",
    "class A { public function __construct( private readonly int $a ) {} }",
    "readonly class A {}",
    "class A { final public const B = 1; }",
    "class A { public const string B = 'b'; }",
    "$length = strlen( ... );",
    "$call = $thing->method(...);",
    "function f( $a = new Thing() ) {}",
    "class A { public function __construct( private Logger $log = new Logger() ) {} }",
    "function f() { static $a = new Thing(); }",
    "function f(): never { exit; }",
    "function f( A&B $both ) {}",
    "class A { private A&B $both; }",
    "function f(): null {}",
    "function f(): true {}",
    "function f( false $no ) {}",
    "$octal = 0o17;",
    "$is_list = array_is_list( $rows );",
    "$is_list = \\array_is_list( $rows );",
    "fsync( $file );",
    "$is_json = json_validate( $text );",
]

EIGHT = [
    "$is_list = $rows->array_is_list();",
    "$all = f( ...$rows );",
    "function f( int ...$all ): static {}",
    "class A { public function __construct( private int|string|null $a = null ) {} }",
    "class A { final public function b(): ?int {} }",
    "class A { public const B = array( 1, 2 ); }",
    "$word = match ( true ) { default => 1 };",
    "$thing = new Thing( new Other() );",
    "function f() { return new Thing( array( 'a' => new Other() ) ); }",
    "f( static fn( $a ) => new Thing( $a ) );",
    "function f( &$by_reference, array &$rows ) {}",
    "$mask = $a & $b;",
    "#[\\ReturnTypeWillChange]\nfunction f( int|false $a ): mixed {}",
    "$found = $a?->b ?? 017;",
]


CONVENTIONS = [
    ("$camelCase = 1;", "AlterConnector.Naming.SnakeCase.NotSnakeCase"),
    ("function camelCase() {}", "AlterConnector.Naming.SnakeCase.NotSnakeCase"),
    ("class thing {}", "AlterConnector.Naming.SnakeCase.NotACapital"),
    ("if ( $a === null ) { f(); }", "AlterConnector.Conditions.Yoda.NotYoda"),
    ("$b = $a === 'x' && f();", "AlterConnector.Conditions.Yoda.NotYoda"),
    ("$b = 0 == $a;", "AlterConnector.Conditions.Yoda.Loose"),
    ("__( 'Text' );", "AlterConnector.Texts.Domain.NoDomain"),
    ("__( 'Text', 'woocommerce' );", "AlterConnector.Texts.Domain.NoDomain"),
    ("__( $text, 'alter-connector' );", "AlterConnector.Texts.Domain.NoText"),
    ("__( 'A' . $b, 'alter-connector' );", "AlterConnector.Texts.Domain.NoText"),
    ("__( '%d items', 'alter-connector' );", "AlterConnector.Texts.Domain.NoComment"),
    ("_n( 'one', 'many', $n );", "AlterConnector.Texts.Domain.NoDomain"),
    ("f($a);", "PEAR.Functions.FunctionCallSignature.SpaceAfterOpenBracket"),
    ("$a = [ 1 ];", "Generic.Arrays.DisallowShortArraySyntax.Found"),
    ("    $a = 1;", "Generic.WhiteSpace.DisallowSpaceIndent.SpacesUsed"),
    ("function f() {}", "Squiz.Commenting.FunctionComment.Missing"),
    ("$a = 1;", "Generic.PHP.RequireStrictTypes.MissingDeclaration"),
    ("wp_redirect( $to );", "Generic.PHP.ForbiddenFunctions.FoundWithAlternative"),
    ("var_dump( $a );", "Generic.PHP.ForbiddenFunctions.Found"),
    ("$a = @file( $b );", "Generic.PHP.NoSilencedErrors.Discouraged"),
    ("// TODO: later", "Generic.Commenting.Todo.TaskFound"),
]

KEPT = [
    "$a = null === $b && 'x' !== $c['d'];",
    "$a = $b['c'] === $d;",
    "$a = $b === $c;",
    "$a = $b === 1 + $c;",
    "$a = array( 1, 2 );",
    "/* translators: %d: how many. */\n$a = _n( '%d item', '%d items', $n, 'alter-connector' );",
    "$a = _x( 'Post', 'a noun', 'alter-connector' );",
    "$a = $this->__( 'Text' );",
    "$a = $_GET['a'] ?? $GLOBALS['b'];",
]


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The names of the rules that each piece of code breaks; one run for all, a start takes half a second."""
    folder = tmp_path_factory.mktemp("php")
    codes = [*NEWER, *EIGHT, *(code for code, _ in CONVENTIONS), *KEPT]
    for number, code in enumerate(codes):
        opening = "<?php\ndeclare( strict_types=1 );\n" if code in KEPT else "<?php\n"
        (folder / f"{number}.php").write_text(f"{opening}{code}\n")
    run = subprocess.run(
        ["phpcs", f"--standard={RULES}", "--report=json", "-q", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    files = json.loads(run.stdout)["files"]
    return {
        codes[int(Path(path).stem)]: [message["source"] for message in file["messages"]]
        for path, file in files.items()
    }


@pytest.mark.parametrize("code", NEWER)
def test_what_php_80_does_not_know_is_found(complaints: dict[str, list[str]], code: str) -> None:
    assert "AlterConnector.Php.Version.Newer" in complaints[code]


@pytest.mark.parametrize("code", EIGHT)
def test_what_php_80_knows_passes(complaints: dict[str, list[str]], code: str) -> None:
    assert "AlterConnector.Php.Version.Newer" not in complaints[code]


@pytest.mark.parametrize(("code", "rule"), CONVENTIONS)
def test_wordpress_conventions_are_kept(
    complaints: dict[str, list[str]], code: str, rule: str
) -> None:
    assert rule in complaints[code]


@pytest.mark.parametrize("code", KEPT)
def test_what_keeps_them_passes(complaints: dict[str, list[str]], code: str) -> None:
    assert not complaints.get(code)
