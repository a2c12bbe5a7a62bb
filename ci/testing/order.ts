import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { inProportion } from "./in-proportion.ts";

/** Milliseconds: of a file that has not run on this machine. */
const usual = 5000;

/** What takes longest, for a machine on which nothing has run: begun last, it would keep all others waiting. */
const longest =
  /\/(?:compliance|knobs|repro|tcp-paths|model|gallery|examples|diagnosis|trial|terminal|port-mapping|package)\.(?:lab|proc)\./;

/**
 * Where isolated projects share a group, their files begin in proportion to how long each project takes, so that those that
 * compute run beside those that wait, and all end together. Otherwise as vitest does: longest first.
 */
export default class Mixed extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const orderOf = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    const orders = [...new Set(sorted.map(orderOf))];
    return orders.flatMap((order) => this.#mixed(sorted.filter((file) => orderOf(file) === order)));
  }

  #mixed(group: readonly TestSpecification[]): readonly TestSpecification[] {
    // Others go on in the process of the file before, if it is of the same project.
    if (group.some(({ project }) => !project.config.isolate)) return group;
    const projects = [...new Set(group.map(({ project }) => project))];
    return inProportion(
      projects.map((project) => this.#longestFirst(group.filter((file) => file.project === project))),
      (file) => this.#duration(file) ?? usual,
    );
  }

  #longestFirst(files: readonly TestSpecification[]): readonly TestSpecification[] {
    if (files.some((file) => this.#duration(file) !== undefined)) return files;
    const isLong = ({ moduleId }: TestSpecification): boolean => longest.test(moduleId);
    return [...files.filter(isLong), ...files.filter((file) => !isLong(file))];
  }

  /** In the run before. */
  #duration({ project, moduleId }: TestSpecification): number | undefined {
    const path = relative(project.config.root, moduleId);
    return this.ctx.cache.getFileTestResults(`${project.name}:${path}`)?.duration;
  }
}
